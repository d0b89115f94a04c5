/** Resources for tests, whole but small. */
import { decodeAttachment, decodeContact, decodeInbox, decodeTemplate } from "../../src/protocol";
import type { Activity, Attachment, Conversation, Message, Page, Quote, Template } from "../../src/protocol";

export function message(change: Partial<Message> = {}): Message {
  return {
    id: 1,
    client_id: null,
    conversation: 9,
    inbox: 7,
    direction: "inbound",
    kind: "text",
    sender: "491511",
    receiver: "441174",
    content: "Hello",
    status: "received",
    timestamp: "2026-11-21T08:00:00Z",
    provider_timestamp: null,
    external_id: null,
    author: null,
    reply_to: null,
    attachments: [],
    reactions: [],
    payload: {},
    error: null,
    pricing: null,
    timeline: [],
    origin: "",
    revisions: [],
    edited_at: null,
    revoked_at: null,
    send_at: null,
    fallback: null,
    ...change,
  };
}

/** As its conversation shows it. */
export function short(line: Message): Conversation["last_message"] {
  const { id, direction, kind, content, status, timestamp, author } = line;
  return { id, direction, kind, content: content.slice(0, 160), status, timestamp, author };
}

/** Of the customer's, as those show it that quote it. */
export function quote(preview: string, change: Partial<Quote> = {}): Quote {
  return { id: 1, direction: "inbound", author: null, preview, ...change };
}

export function activity(change: Partial<Activity> = {}): Activity {
  return {
    id: 1,
    conversation: 9,
    at: "2026-11-21T08:00:30Z",
    by: { kind: "agent", id: 5, name: "Sam" },
    verb: "resolved",
    before: "open",
    after: "resolved",
    why: "",
    ...change,
  };
}

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: 9,
    inbox: 7,
    contact: decodeContact(
      { id: 3, name: "Ana", addresses: [{ kind: "phone", value: "491511" }] },
      "contact",
    ),
    status: "open",
    assignee: null,
    team: null,
    priority: "normal",
    labels: [],
    snoozed_until: null,
    unread: 0,
    last_message: null,
    last_activity_at: "2026-11-21T08:00:00Z",
    window: { open: true, closes_at: null },
    created_at: "2026-11-20T08:00:00Z",
    waiting_since: null,
    first_reply_at: null,
    last_reply_at: null,
    resolved_at: null,
    answered_by: null,
    mentioned: [],
    scheduled_at: null,
    ...change,
  };
}

export const mia = { id: 2, username: "mia", name: "Mia" };
export const me = {
  id: 1,
  username: "demo",
  name: "Sam",
  role: "agent",
  availability_choice: "automatic" as const,
  uses_admin: false,
  manages_agents: false,
  teams: [],
  inboxes: [decodeInbox({ id: 7, name: "Shop", address: "441174", transport: "whatsapp_cloud" }, "inbox")],
};

export function page<T>(results: T[], seq: number, next: string | null = null): Page<T> {
  return { results, next, previous: null, feed: { "7": { epoch: "ab12", seq } } };
}

export function attachment(change: Partial<Attachment> = {}): Attachment {
  return {
    ...decodeAttachment(
      { id: 4, kind: "image", state: "ready", url: "/api/attachments/4/file", width: 640, height: 480 },
      "attachment",
    ),
    ...change,
  };
}

export function template(change: Partial<Template> = {}): Template {
  const bare = {
    id: 1,
    inbox: 7,
    name: "order_update",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
  };
  return { ...decodeTemplate(bare, "template"), ...change };
}
