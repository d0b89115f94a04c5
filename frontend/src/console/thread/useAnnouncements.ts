/** For screen readers: what is written and done in the open conversation by others, gathered for a second. */
import { useEffect, useRef } from "react";
import { contactName } from "../../ui/text/format";
import type { Activity, Conversation, Message } from "../../protocol";
import { attempt, number, object } from "../../protocol/decode";
import type { Thread } from "../../store/state/thread";
import { useClient } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { announce } from "../shell/announcer";
import { activityText } from "./activityText";
import { joined, messageWords, whoWrote, type Names } from "./articleLabel";

const GATHER_MS = 1000;
/** Of many the last ones are read; all are in the thread. */
const READ = 5;

type Said = Pick<Thread, "messages" | "activity">;

export function useAnnouncements({ contact }: Conversation, { messages, activity, loaded }: Thread): void {
  const t = useT();
  const me = useClient().me.id;
  const name = contactName(contact);
  const upTo = useRef<{ message: number; line: number } | null>(null);
  const latest = useRef<Said>({ messages, activity });
  useEffect(() => {
    latest.current = { messages, activity };
  });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useEffect(() => {
    if (!loaded) return;
    const newest = { message: newestOf(messages), line: newestOf(activity) };
    // What was there when the conversation was opened is for reading, not for announcing.
    upTo.current ??= newest;
    const isNew = newest.message > upTo.current.message || newest.line > upTo.current.line;
    if (!isNew || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const { message, line } = upTo.current ?? newest;
      const said = latest.current;
      upTo.current = { message: newestOf(said.messages), line: newestOf(said.activity) };
      const names = { me, contact: name };
      const fresh = said.messages.filter(({ id }) => id > message);
      const lines = said.activity.filter(({ id }) => id > line);
      for (const text of [...written(fresh, names, t), ...done(lines, me, t)]) announce(text);
    }, GATHER_MS);
  }, [messages, activity, loaded, name, me, t]);
}

/** The customer's in one sentence, then notes of colleagues. */
function written(fresh: readonly Message[], names: Names, t: Sentences): string[] {
  const theirs = fresh.filter(({ direction }) => direction === "inbound");
  const notes = fresh.filter(
    ({ direction, author }) => direction === "note" && author !== null && author.id !== names.me,
  );
  const { length } = theirs;
  const texts = joined(theirs.slice(-READ).map((one) => messageWords(one, t)));
  const said = notes.map((one) => t.announced.message(whoWrote(one, names, t), messageWords(one, t)));
  if (length === 1) said.unshift(t.announced.message(names.contact, texts));
  if (length > 1) said.unshift(t.announced.messages(length, names.contact, texts));
  return said;
}

const OWNERSHIP: ReadonlySet<string> = new Set([
  "assigned",
  "unassigned",
  "team_assigned",
  "team_unassigned",
]);
const person = object({ id: number });

/** By others: an agent's own verbs have a toast, and who had it or has it now gets a notice of that. */
function done(lines: readonly Activity[], me: number, t: Sentences): string[] {
  const isTold = lines.some(
    ({ verb, before, after }) =>
      OWNERSHIP.has(verb) &&
      !verb.startsWith("team") &&
      [before, after].some((one) => attempt(person, one)?.id === me),
  );
  const others = lines.filter(({ verb, by, why }) => {
    const isMine = by.kind === "agent" && by.id === me;
    // That the customer wrote is said by what they wrote.
    return !isMine && why !== "customer_wrote" && !(isTold && OWNERSHIP.has(verb));
  });
  return others.flatMap((line) => activityText(line, me, t) ?? []);
}

function newestOf(rows: readonly { id: number }[]): number {
  return rows.reduce((newest, { id }) => Math.max(newest, id), 0);
}
