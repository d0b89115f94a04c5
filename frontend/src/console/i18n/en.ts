/** Every sentence of the console. A translation is another table of this type. */
import type { Command } from "../keyboard/keys";
import type { Filter, View } from "../../protocol/lists";
import { messages } from "./messages.en";

const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many);

/** As people say it, and the server in its refusals: up to 100 seconds as they are, above that the minutes begun. */
function duration(seconds: number): string {
  if (seconds >= 100) return `${Math.ceil(seconds / 60)} minutes`;
  return `${seconds} ${plural(seconds, "second", "seconds")}`;
}

export const en = {
  product: "Support console",

  login: {
    title: "Log in",
    again: "Log in again",
    againHint: "Your session has ended. Your drafts and unsent messages are kept.",
    username: "Username",
    password: "Password",
    submit: "Log in",
    busy: "Logging in…",
    noAnswer: "The server does not answer. Is it running?",
    tooMany: (seconds: number | null) =>
      seconds === null
        ? "Too many tries. Wait a while and try again."
        : `Too many tries. Try again in ${duration(seconds)}.`,
  },

  views: { mine: "Mine", unassigned: "Unassigned", all: "All" } satisfies Record<View, string>,
  filters: { open: "Open", resolved: "Resolved", any: "Any status" } satisfies Record<Filter, string>,

  list: {
    label: "Conversations",
    views: "View",
    filter: "Status",
    search: "Search messages, names and numbers",
    clearSearch: "Clear search",
    loading: "Loading conversations…",
    loadingMore: "Loading more…",
    failed: "The list could not be loaded.",
    retry: "Try again",
    moved: (n: number) => `${n} new`,
    movedHint: "Show the newest at the top",
    unread: (n: number) => `${n} unread`,
    nobody: "Unassigned",
    you: "You",
    noMessage: "No message yet",
    everywhere: "Search in all conversations",
    emptyPart: (view: string, status: string): readonly [string, string] => [
      "Nothing found",
      `Only “${view} · ${status}” was searched.`,
    ],
    empty: {
      mine: [
        "Nothing is assigned to you",
        "Open a conversation and press “Assign to me”, or look under Unassigned.",
      ],
      unassigned: ["Nobody is waiting", "Every open conversation has somebody who answers it."],
      all: [
        "No conversations yet",
        "They appear here as soon as a customer writes. The phone page plays one.",
      ],
      resolved: ["Nothing resolved here", "Conversations that you resolve are kept here."],
      search: ["Nothing found", "Search looks at messages, names and numbers."],
    } satisfies Record<string, readonly [string, string]>,
  },

  window: {
    left: (span: string) => `Window closes in ${span}`,
    closed: "Window closed",
    closedShort: "closed",
    closedHint: "More than 24 hours since the customer last wrote: WhatsApp takes only a template now.",
  },

  thread: {
    none: "No conversation open",
    noneHint: "Choose one on the left, or press j and Enter.",
    label: (name: string) => `Messages with ${name}`,
    back: "Back to the list",
    loading: "Loading messages…",
    failed: "The messages could not be loaded.",
    missing: "There is no such conversation, or you may not see it.",
    quotedGone: "The quoted message is not part of this conversation.",
    empty: "No messages yet. Write the first one.",
    newMessages: (n: number) => `${n} new`,
    toEnd: "Go to the newest message",
    unread: "New",
    announced: (name: string, text: string) => `${name}: ${text}`,
  },

  actions: {
    assign: "Assign to me",
    unassign: "Unassign",
    resolve: "Resolve",
    reopen: "Reopen",
    unread: "Mark unread",
    details: "Details",
    taken: "Somebody else took this conversation meanwhile.",
    failed: (what: string) => `That did not work: ${what}`,
    noAnswer: "the server does not answer.",
  },

  ...messages,

  conflict: {
    title: (name: string, ago: string) => `${name} answered ${ago} ago`,
    somebody: "Somebody",
    mine: "Your reply, not sent yet",
    sendAnyway: "Send anyway",
    edit: "Edit",
    elsewhere: (name: string, why: string) => `Not sent to ${name}: ${why}`,
    open: "Look",
  },

  details: {
    title: "Details",
    close: "Close details",
    contact: "Contact",
    addresses: "Addresses",
    inbox: "Inbox",
    status: "Status",
    assignee: "Assigned to",
    answeredBy: "Answered by",
    window: "Service window",
    windowUntil: (time: string) => `open until ${time}`,
    windowNever: "closed: the customer has not written yet",
    windowClosed: (time: string) => `closed since ${time}`,
    labels: "Labels",
    priority: "Priority",
    priorities: { low: "Low", normal: "Normal", high: "High", urgent: "Urgent" } as Readonly<
      Record<string, string>
    >,
    created: "Created",
    blocked: "Blocked",
    username: "Username",
    marketing: "Marketing",
    marketingSaid: {
      stop: "wants no marketing messages",
      resume: "wants marketing messages again",
    } as Readonly<Record<string, string>>,
    past: "Other conversations",
    pastShow: "Show other conversations",
    pastNone: "There are no others.",
    pastFailed: "They could not be loaded.",
    left: "left by the customer",
    address: { phone: "Phone", bsuid: "WhatsApp id", handle: "Name" } as Readonly<Record<string, string>>,
    statuses: { open: "Open", pending: "Pending", snoozed: "Snoozed", resolved: "Resolved" },
  },

  health: {
    paused: (inbox: string) => `${inbox}: nothing can be sent`,
    warning: (inbox: string) => `${inbox} needs a look`,
    since: (time: string) => `since ${time}`,
    unknown: "The provider refuses messages.",
    inbound: "What customers write still arrives.",
    hide: "Hide this warning",
  },

  lazy: { failed: "This part could not be loaded.", reload: "Reload the page", loading: "Loading…" },

  link: {
    inSync: "In sync",
    catchingUp: "Catching up…",
    connecting: "Connecting…",
    waiting: "Reconnecting…",
    offline: "Offline",
    stopped: "Not connected",
    offlineBar: "No network. You can go on writing; messages wait and go out in order.",
    waitingBar: "The connection to the server is lost. Reconnecting; messages wait and go out in order.",
    reloadBar: "A newer version of the console is there.",
    reload: "Reload",
    forbiddenBar: "You may not see these inboxes any more. Ask a supervisor.",
    caughtUp: (n: number) => `Caught up, ${n} ${plural(n, "event", "events")}`,
    retryNow: "Try now",
  },

  menu: {
    account: "Account",
    light: "Light theme",
    dark: "Dark theme",
    system: "Theme of the system",
    keys: "Keyboard shortcuts",
    logOut: "Log out",
  },

  keys: {
    title: "Keyboard shortcuts",
    close: "Close",
    single: "Single-key shortcuts",
    then: "then",
    commands: {
      next: "Next conversation",
      previous: "Previous conversation",
      open: "Open the conversation",
      reply: "Reply (to the focused message)",
      assign: "Assign to me",
      resolve: "Resolve or reopen",
      unread: "Mark unread",
      timeline: "Message timeline",
      search: "Search",
      sendAndResolve: "Send and resolve",
      viewMine: "View: Mine",
      viewUnassigned: "View: Unassigned",
      viewAll: "View: All",
      help: "This table",
      back: "Back, close",
    } satisfies Record<Command, string>,
  },

  crash: { title: "The console has stopped", hint: "Your drafts are kept.", reload: "Reload" },
};

export type Sentences = typeof en;
