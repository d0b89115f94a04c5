/** What a message is called by who cannot see it: "Zoe, 11:07: …", with its kind and how far it is. Pure. */
import type { Activity, Attachment, Id, Message } from "../../protocol";
import type { Pending } from "../../store/state/pending";
import { clockTime } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import type { Sentences } from "../i18n/en";
import { statusWord } from "../shared/statusWord";
import { activityText } from "./activityText";

/** More is read in the message itself. */
const MOST = 1000;
const WORDS: ReadonlySet<string> = new Set(["text", "note", "button"]);

export interface Names {
  /** The agent who reads. */
  readonly me: Id;
  /** The customer. */
  readonly contact: string;
}

export function messageLabel(message: Message, names: Names, t: Sentences): string {
  const { reply_to: quoted } = message;
  return t.article.says(
    whoWrote(message, names, t),
    clockTime(message.timestamp),
    joined([
      messageWords(message, t),
      quoted && t.article.quotes(whoWrote(quoted, names, t), plain(quoted.preview) || t.bubble.quoted),
      message.edited_at !== null && t.bubble.edited,
      ...message.reactions.map(({ emoji, from }) =>
        t.reactions.theirs(emoji, from === "us" ? t.reactions.us : t.reactions.customer),
      ),
      stateOf(message, t),
    ]),
  );
}

/** One that the server has not shown back yet. `message` is how it is drawn. */
export function pendingLabel({ state, sendAt }: Pending, message: Message, t: Sentences): string {
  const isStuck = state === "refused" || state === "conflict";
  const waits = sendAt === null ? t.statuses.queued : t.bubble.scheduled;
  const words = [messageWords(message, t), isStuck ? t.bubble.notSent : waits];
  const who = message.direction === "note" ? t.article.noteBy(t.list.you) : t.list.you;
  return t.article.says(who, clockTime(message.timestamp), joined(words));
}

/** `folded`: how many of them are shown, and read, before somebody unfolds them. */
export function activityLabel(
  lines: readonly Activity[],
  { me }: Names,
  folded: number,
  t: Sentences,
): string {
  const said = lines.flatMap((line) => {
    const text = activityText(line, me, t);
    return text === null ? [] : [`${text}, ${clockTime(line.at)}`];
  });
  const more = said.length > folded + 1 ? said.length - folded : 0;
  return joined([t.activity.label, more > 0 && t.activity.more(more), ...said.slice(-(said.length - more))]);
}

/** What it says, after its kind where that is not text. */
export function messageWords(message: Message, t: Sentences): string {
  const { kind, revoked_at, direction, attachments } = message;
  if (revoked_at !== null) {
    if (direction === "note") return t.note.deleted;
    return direction === "inbound" ? t.bubble.revoked : t.bubble.revokedByUs;
  }
  const { content } = message;
  const words = plain(content.slice(0, MOST)) || captionOf(attachments);
  return joined([!WORDS.has(kind) && t.kinds[kind], content.length > MOST ? `${words}…` : words]);
}

type Written = Pick<Message, "direction" | "author">;

export function whoWrote({ direction, author }: Written, { me, contact }: Names, t: Sentences): string {
  if (direction === "inbound") return contact;
  const name = author === null ? t.article.us : author.id === me ? t.list.you : author.name;
  return direction === "note" ? t.article.noteBy(name) : name;
}

function captionOf(attachments: readonly Attachment[]): string {
  return attachments.map(({ caption, filename }) => caption || filename).find((one) => one !== "") ?? "";
}

/** Of ours; what came is there. */
function stateOf(message: Message, t: Sentences): string {
  const { direction, status, error } = message;
  if (direction !== "outbound") return "";
  return joined([statusWord(message, t), status === "failed" && error?.title]);
}

/** As sentences. */
export function joined(parts: readonly (string | false | null | undefined)[]): string {
  const said = parts.filter((part) => typeof part === "string" && part !== "");
  return said
    .map((part) => String(part).trimEnd())
    .reduce((before, part) => {
      if (before === "") return part;
      return /[.!?…]$/u.test(before) ? `${before} ${part}` : `${before}. ${part}`;
    }, "");
}
