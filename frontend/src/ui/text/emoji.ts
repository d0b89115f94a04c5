/** A small set of emoji that people use in support, with the words they are found by. Pure. */

export interface Emoji {
  readonly emoji: string;
  readonly words: string;
}

/** One line per group: emoji, then its words. */
const TABLE: Readonly<Record<string, string>> = {
  faces: `😀 smile happy|😃 smile grin|😄 laugh happy|😁 grin teeth|😅 sweat relief|😂 joy tears laugh lol|🤣 rolling laugh lol|🙂 slight smile|🙃 upside down|😉 wink
    |😊 blush happy|😇 angel halo|🥰 love hearts|😍 heart eyes love|😘 kiss|😋 yum tasty|😎 cool sunglasses|🤩 star struck wow|🥳 party celebrate|🤗 hug
    |🤔 thinking hmm|🤨 eyebrow doubt|😐 neutral|😑 expressionless|😶 no mouth silent|🙄 eye roll|😏 smirk|😬 grimace awkward|😴 sleep tired|😌 relieved
    |😷 mask ill|🤒 ill fever|🤯 mind blown|😕 confused|🙁 frown sad|😮 surprised wow|😳 flushed embarrassed|🥺 pleading please|😢 cry sad|😭 sob cry
    |😱 scream shock|😞 disappointed|😤 annoyed|😡 angry mad|🤬 swear angry|😔 pensive sorry|🥲 smile tear|🫠 melting|🤝 deal handshake|🫡 salute`,
  hands: `👍 thumbs up yes good ok|👎 thumbs down no bad|👌 ok perfect|✌️ peace victory|🤞 fingers crossed luck|👏 clap applause|🙌 hooray raised hands|🙏 thanks please pray
    |👋 wave hello bye|💪 strong muscle|👉 point right|👈 point left|👆 point up|👇 point down|☝️ one up|✋ stop hand|🤙 call me|✍️ write|🤷 shrug|🤦 facepalm|🫶 heart hands|👀 eyes look`,
  hearts: `❤️ red heart love|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|🤍 white heart|💔 broken heart|💕 two hearts|💯 hundred perfect|✨ sparkles|⭐ star|🌟 glowing star|🔥 fire hot|🎉 party tada congratulations|🎊 confetti|🎂 cake birthday|🎁 gift present|💐 flowers bouquet`,
  things: `📦 package parcel box|🚚 delivery truck shipping|🛒 cart shopping|🧾 receipt invoice|💳 card payment|💰 money|💶 euro money|💵 dollar money|🏷️ price tag label|🏠 house home|🏢 office|🏪 shop store
    |📅 calendar date|📆 calendar|⏰ alarm clock time|⏳ hourglass wait|🕐 clock time|📞 phone call|📱 mobile phone|💻 laptop computer|📧 e-mail mail|📍 pin location place|🗺️ map|📷 camera photo|🎬 video film
    |📎 paperclip attachment|📄 document page|📝 note memo|🔑 key password|🔒 lock secure|🔧 wrench repair|🛠️ tools repair|💡 idea bulb|🔋 battery|🔌 plug power|🚗 car|✈️ plane flight|☕ coffee|🍕 pizza food|🌞 sun|🌧️ rain|❄️ snow cold|🌈 rainbow|🐶 dog|🐱 cat`,
  signs: `✅ check done yes|☑️ check box|✔️ check mark|❌ cross no wrong|❗ exclamation important|❓ question|⚠️ warning|🚫 forbidden no|⛔ stop no entry|ℹ️ information|🆕 new|🆗 ok|🔝 top|🔔 bell reminder|🔕 no bell mute|➡️ right arrow|⬅️ left arrow|⬆️ up arrow|⬇️ down arrow|🔄 repeat refresh|➕ plus add|➖ minus|🟢 green circle|🟡 yellow circle|🔴 red circle|1️⃣ one|2️⃣ two|3️⃣ three`,
};

export const GROUPS: ReadonlyMap<string, readonly Emoji[]> = new Map(
  Object.entries(TABLE).map(([group, line]) => [group, line.split("|").map(entry)]),
);

function entry(text: string): Emoji {
  const [emoji = "", ...words] = text.trim().split(" ");
  return { emoji, words: words.join(" ") };
}

/** Every word asked for begins a word of the emoji. */
export function searched(asked: string): Emoji[] {
  const wanted = asked
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return [...GROUPS.values()].flat().filter(({ words }) => {
    const own = words.split(" ");
    return wanted.every((word) => own.some((one) => one.startsWith(word)));
  });
}

/** The same by their names, those first whose own name begins so. */
export function named(asked: string): Emoji[] {
  const begins = ({ words }: Emoji): number => (words.startsWith(asked.toLowerCase()) ? 0 : 1);
  return searched(asked).toSorted((a, b) => begins(a) - begins(b));
}
