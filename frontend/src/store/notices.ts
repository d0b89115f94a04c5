/** What is said to the agent once, and which events are worth it. */
import { decodeActor, decodeAgent, decodeTeam } from "../protocol";
import type { Actor, Contact, Conversation, FeedEvent, Id, Me } from "../protocol";
import { attempt, list, number, object } from "../protocol/decode";
import { unreadMentions } from "./notes/mentions";

/** How a conversation changed hands, as seen by the agent who had it or has it now. */
export interface Handed {
  readonly kind: "handed";
  readonly how: "to-me" | "taken" | "to-other" | "to-team" | "to-nobody";
  readonly by: string;
  /** The new owner, where it is neither who did it nor this agent. */
  readonly to: string;
  /** One after the other, while the notice stands. */
  readonly conversations: readonly Id[];
  /** Of the newest. */
  readonly contact: Contact;
}

/** A note names this agent, alone or with a team. */
export interface MentionNotice {
  readonly kind: "mentioned";
  readonly by: string;
  readonly conversations: readonly Id[];
  /** Of the newest. */
  readonly contact: Contact;
}

export type Notice =
  | { kind: "caught-up"; events: number }
  | { kind: "password-changed" }
  | { kind: "told"; text: string }
  /** `conversation` is where to look. */
  | { kind: "problem"; text: string; conversation?: Id }
  /** Its answer was sent, but it could not be resolved. */
  | { kind: "still-open"; conversation: Id; contact: Contact }
  | Handed
  | MentionNotice;

/** The agent who is told. */
type Viewer = Pick<Me, "id" | "teams">;

const decodeMentioned = object({ mentioned: list(object({ agent: number, unread: number })) });
const decodeWas = object({ assignee: decodeAgent });
const decodeTeamWas = object({ team: decodeTeam });

/** What the agent is told of this event; null: nothing. Not of what they did themselves, in whatever tab. */
export function handed(event: FeedEvent, by: unknown, was: unknown, me: Viewer): Handed | null {
  if (event.k !== "conversation.updated") return null;
  const { contact, id } = event.d;
  const actor = attempt(decodeActor, by);
  const isConcerned = concerns(event.d, was, me);
  if (actor === null || isBy(actor, me.id) || !isConcerned) return null;
  const about = { kind: "handed", by: actor.name, conversations: [id], contact } as const;
  return { ...about, ...handedTo(event.d, actor, me.id) };
}

/** Who gets or loses it; of a team everybody, while nobody of it has taken it. */
function concerns(conversation: Conversation, was: unknown, me: Viewer): boolean {
  return concernsAgent(conversation, was, me) || concernsTeam(conversation, was, me);
}

/** Another name of the same agent, or team, is no hand-over. */
function concernsAgent({ assignee }: Conversation, was: unknown, me: Viewer): boolean {
  if (!isChange("assignee", was)) return false;
  const [before, after] = [attempt(decodeWas, was)?.assignee.id, assignee?.id];
  return before !== after && (before === me.id || after === me.id);
}

function concernsTeam({ assignee, team }: Conversation, was: unknown, me: Viewer): boolean {
  if (!isChange("team", was) || assignee !== null) return false;
  return attempt(decodeTeamWas, was)?.team.id !== team?.id && me.teams.some(({ id }) => id === team?.id);
}

function handedTo({ assignee, team }: Conversation, by: Actor, me: Id): Pick<Handed, "how" | "to"> {
  if (assignee === null) return team ? { how: "to-team", to: team.name } : { how: "to-nobody", to: "" };
  if (assignee.id === me) return { how: "to-me", to: "" };
  return isBy(by, assignee.id) ? { how: "taken", to: "" } : { how: "to-other", to: assignee.name };
}

/** What the agent is told of a note that names them; null: it does not, or is their own. */
export function mentionedIn(event: FeedEvent, by: unknown, was: unknown, me: Id): MentionNotice | null {
  if (event.k !== "conversation.updated") return null;
  const before = attempt(decodeMentioned, was);
  const actor = attempt(decodeActor, by);
  if (before === null || actor === null || isBy(actor, me)) return null;
  if (unreadMentions(event.d, me) <= unreadMentions(before, me)) return null;
  return { kind: "mentioned", by: actor.name, conversations: [event.d.id], contact: event.d.contact };
}

/** Several of one kind are one notice, while it stands. */
export function gathered(before: Notice | null, next: Handed | MentionNotice): Handed | MentionNotice {
  if (!isSame(before, next)) return next;
  return { ...next, conversations: [...new Set([...before.conversations, ...next.conversations])] };
}

function isSame<T extends Handed | MentionNotice>(before: Notice | null, next: T): before is T {
  if (before?.kind !== next.kind || before.by !== next.by) return false;
  if (next.kind === "mentioned") return true;
  return before.kind === "handed" && before.how === next.how && before.to === next.to;
}

function isBy({ kind, id }: Actor, agent: Id): boolean {
  return kind === "agent" && id === agent;
}

/** Of people `was` has only what changed. */
function isChange(what: "assignee" | "team", was: unknown): boolean {
  return typeof was === "object" && was !== null && what in was;
}
