/** Which events an agent is notified of, by what they chose and when. Pure. */
import { decodeActor, type Conversation, type FeedEvent, type Id, type Me } from "../../protocol";
import { attempt, number, object } from "../../protocol/decode";
import type { About, NotificationSettings } from "../../protocol/notifications";
import { unreadMentions } from "../notes/mentions";
import { handed, mentionedIn } from "../notices";

/** Why somebody is notified of a conversation. */
export interface Telling {
  readonly why: "wrote" | "assigned" | "mentioned";
  readonly conversation: Conversation;
  /** The colleague; of what the customer wrote it is nobody's. */
  readonly by: string;
}

type Viewer = Pick<Me, "id" | "teams">;

/** The customer, and a provider that delivers several messages at once. */
const WRITERS: ReadonlySet<string> = new Set(["contact", "provider"]);
const decodeUnread = object({ unread: number });

/** What this event would be worth telling, whatever the agent chose; null: nothing. */
export function tellingOf(event: FeedEvent, by: unknown, was: unknown, me: Viewer): Telling | null {
  if (event.k !== "conversation.created" && event.k !== "conversation.updated") return null;
  const conversation = event.d;
  const mention = mentionedIn(event, by, was, me.id);
  if (mention !== null) return { why: "mentioned", conversation, by: mention.by };
  const given = handed(event, by, was, me);
  if (given?.how === "to-me" || given?.how === "to-team")
    return { why: "assigned", conversation, by: given.by };
  return hasWritten(event, by, was) ? { why: "wrote", conversation, by: "" } : null;
}

/** Another message that is not read: no colleague who marked it so, and no conversation that was merged. */
function hasWritten(event: FeedEvent & { d: Conversation }, by: unknown, was: unknown): boolean {
  const actor = attempt(decodeActor, by);
  if (actor === null || !WRITERS.has(actor.kind)) return false;
  if (event.k === "conversation.created") return event.d.unread > 0;
  const before = attempt(decodeUnread, was);
  return before !== null && event.d.unread > before.unread;
}

/** Whether the agent chose to be notified of this, now (a number of milliseconds). */
export function isWanted(telling: Telling, settings: NotificationSettings, me: Viewer, now: number): boolean {
  if (isQuiet(settings.quiet_hours, now)) return false;
  return concerns(telling, aboutIn(telling.conversation.inbox, settings), me);
}

function aboutIn(inbox: Id, { about, inboxes }: NotificationSettings): About {
  return inboxes.find((one) => one.inbox === inbox)?.about ?? about;
}

function concerns({ why, conversation }: Telling, about: About, me: Viewer): boolean {
  if (about === "none") return false;
  if (about === "all" || why !== "wrote") return true;
  const { assignee, team } = conversation;
  if (assignee !== null) return assignee.id === me.id;
  // What waits for a team that the agent is not in is not theirs to take.
  return about === "unassigned" && (team === null || me.teams.some(({ id }) => id === team.id));
}

/** Whether it still waits, as the conversation is now. */
export function stillWaits({ why }: Telling, now: Conversation, me: Id): boolean {
  if (why === "mentioned") return unreadMentions(now, me) > 0;
  return now.unread > 0 && now.status === "open";
}

export function isQuiet(hours: NotificationSettings["quiet_hours"], now: number): boolean {
  if (hours === null) return false;
  const time = timeIn(hours.time_zone, now);
  const { start, end } = hours;
  return start < end ? start <= time && time < end : start <= time || time < end;
}

/** `HH:MM`; of a time zone that this browser does not know, in its own. */
function timeIn(timeZone: string, now: number): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(now);
  } catch {
    return new Intl.DateTimeFormat("en-GB", options).format(now);
  }
}
