/** Whom a note names: found in its text, and in what the server shows of it. Pure. */
import type { Conversation, Id, Message } from "../../protocol";
import { attempt, list, number, object, oneOf, string } from "../../protocol/decode";

/** An agent or a team as a text names it. */
export interface Mentionable {
  readonly kind: "agent" | "team";
  readonly id: Id;
  readonly name: string;
}

/** What is typed after an @, and where that stands. */
export interface TypedMention {
  readonly start: number;
  readonly end: number;
  readonly query: string;
}

/** Longer than any name that is still being looked for. */
const LONGEST = 40;

/** The @ that begins a word left of the caret, with what follows: names have spaces. Null: none. */
export function typedMention(text: string, caret: number): TypedMention | null {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf("@");
  if (start < 0 || caret - start > LONGEST) return null;
  const query = before.slice(start + 1);
  const isWord = start === 0 || /[\s(]/u.test(before[start - 1] ?? "");
  return isWord && !/[\n@]|\s{2}|^\s/u.test(query) ? { start, end: caret, query } : null;
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Those whose name, or a word of it, begins with what was typed; in the order in which they came. */
export function matching<T extends Mentionable & { readonly words?: string }>(
  all: readonly T[],
  query: string,
): T[] {
  const asked = folded(query);
  return all.filter(({ name, words = "" }) => {
    const whole = folded(name);
    return (
      whole.startsWith(asked) ||
      `${whole} ${folded(words)}`.split(/\s+/u).some((word) => word.startsWith(asked))
    );
  });
}

/** The text with the name in place of what was typed, and where the caret is then. */
export function withMention(
  text: string,
  { start, end }: TypedMention,
  { name }: Mentionable,
): { text: string; caret: number } {
  const rest = text.slice(end);
  const inserted = `@${name}${rest.startsWith(" ") ? "" : " "}`;
  return { text: text.slice(0, start) + inserted + rest, caret: start + inserted.length };
}

export interface Part {
  readonly text: string;
  readonly mention: Mentionable | null;
}

/** The text in parts, each name that stands in it with its @ being one; the longest name first. */
export function mentionParts(text: string, known: readonly Mentionable[]): Part[] {
  const names = known.toSorted((a, b) => b.name.length - a.name.length);
  const parts: Part[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = names.find(({ name }) => isNamed(text, at, name));
    if (found === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== "") parts.push({ text: plain, mention: null });
    plain = "";
    parts.push({ text: `@${found.name}`, mention: found });
    at += found.name.length + 1;
  }
  return plain === "" ? parts : [...parts, { text: plain, mention: null }];
}

function isNamed(text: string, at: number, name: string): boolean {
  return (
    text.startsWith(`@${name}`, at) &&
    !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "") &&
    !/[\p{L}\p{N}]/u.test(text[at + name.length + 1] ?? "")
  );
}

/** Those of the known who are named in the text, each once. */
export function mentionsIn(text: string, known: readonly Mentionable[]): Mentionable[] {
  const named = mentionParts(text, known).flatMap(({ mention }) => mention ?? []);
  return named.filter(
    (one, index) => named.findIndex((other) => other.kind === one.kind && other.id === one.id) === index,
  );
}

const decodePayload = object({
  mentions: list(object({ kind: oneOf(["agent", "team"], "agent"), id: number, name: string })),
  mentioned: list(number),
});

/** Whom a note names, and the agents who are told; nobody for any other message. */
export function addressedBy({ payload }: Pick<Message, "payload">): {
  readonly named: readonly Mentionable[];
  readonly agents: readonly Id[];
} {
  const found = attempt(decodePayload, payload);
  return { named: found?.mentions ?? [], agents: found?.mentioned ?? [] };
}

/** How many notes of the conversation name the agent and were not seen by them. */
export function unreadMentions({ mentioned }: Pick<Conversation, "mentioned">, agent: Id): number {
  return mentioned.find((one) => one.agent === agent)?.unread ?? 0;
}
