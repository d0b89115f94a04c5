/** Every sentence of the console. A translation is another table of this type. */
import { activity } from "./activity.en";
import { list } from "./list.en";
import { messages } from "./messages.en";
import { notes } from "./notes.en";
import { reading } from "./reading.en";
import { together } from "./together.en";
import { verbs } from "./verbs.en";

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
    noAnswer: "The server does not answer. Try again in a moment.",
    waiting: "The server does not answer. This page opens by itself when it does.",
    noNetwork: "There is no network. This page opens by itself when that is back.",
    tooMany: (seconds: number | null) =>
      seconds === null
        ? "Too many tries. Wait a while and try again."
        : `Too many tries. Try again in ${duration(seconds)}.`,
  },

  ...list,

  window: {
    left: (span: string) => `Window closes in ${span}`,
    closed: "Window closed",
    closedShort: "closed",
    closedHint: "More than 24 hours since the customer last wrote: WhatsApp takes only a template now.",
  },

  thread: {
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
  },

  actions: {
    assign: "Assign",
    owner: (name: string) => `Owner: ${name}`,
    team: (name: string) => `Team: ${name}`,
    status: (status: string) => `Status: ${status}`,
    priority: (priority: string) => `Priority: ${priority}`,
    labels: (names: string) => `Labels: ${names}`,
    more: "More to do with it",
    until: (status: string, time: string) => `${status} until ${time}`,
    addLabels: "Add labels",
    resolve: "Resolve",
    reopen: "Reopen",
    unread: "Mark unread",
    details: "Details",
    failed: (what: string) => `That did not work: ${what}`,
    noAnswer: "the server does not answer.",
    nothingToSend: "There is nothing to send yet.",
    noLater: "Only a reply to the customer can go out later, and none can be written here now.",
  },

  ...messages,
  ...notes,
  ...reading,
  ...together,
  ...verbs,

  activity,

  /** To the agent who had or has it. `what`: a customer, or how many conversations. */
  handed: {
    conversations: (n: number) => `${n} conversations`,
    somebody: "The console",
    "to-me": (by: string, what: string) => `${by} gave you ${what}`,
    taken: (by: string, what: string) => `${by} took over ${what}`,
    "to-other": (by: string, what: string, to: string) => `${by} gave ${what} to ${to}`,
    "to-team": (by: string, what: string, to: string) => `${by} gave ${what} to the team ${to}`,
    "to-nobody": (by: string, what: string) => `${by} took ${what} from you`,
  },

  conflict: {
    title: (name: string, ago: string) => `${name} answered ${ago} ago`,
    ownTitle: (ago: string) => `You answered in another window ${ago} ago`,
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
    customer: "Customer",
    contact: "Open contact",
    conversation: "Conversation",
    technical: "Technical",
    contactId: "Contact id",
    reference: "Reference",
    participants: "Wrote here",
    participantsLoaded: "in the messages that are loaded",
    activity: "Activity",
    activityNone: "Nothing was done yet.",
    activityMore: "Show older activity",
    activityFailed: "The activity could not be loaded.",
    files: "Files",
    filesNone: "No files were exchanged.",
    filesMore: "Show older files",
    filesFailed: "The files could not be loaded.",
    fileVoice: "Voice message",
    fileOurs: "from us",
    inbox: "Inbox",
    status: "Status",
    assignee: "Assigned to",
    team: "Team",
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
    block: "Block…",
    unblock: "Unblock",
    blockQuestion: (name: string) => `Block ${name}?`,
    blockHint:
      "In every inbox nothing can be sent to them any more; what they write still arrives. It can be taken back here.",
    blockAnswer: "Block",
    blockKeep: "Do not block",
    username: "Username",
    marketing: "Marketing",
    marketingSaid: {
      stop: "wants no marketing messages",
      resume: "wants marketing messages again",
    } as Readonly<Record<string, string>>,
    past: "Other conversations",
    pastAll: "Show all",
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
    open: "Open the inbox's settings",
    hide: "Hide this warning",
  },

  /** Nothing was answered yet: it is asked again by itself. */
  silent: {
    list: "The conversations are not here yet.",
    search: "Nothing was searched yet.",
    thread: "The messages are not here yet.",
    conversation: "The conversation is not here yet.",
    noNetwork: "There is no network. It loads by itself when that is back.",
    noServer: "The server does not answer. It loads by itself when it does.",
    trying: "Trying…",
  },

  /** A dialog is to be left, in which something was written. */
  unsaved: {
    ask: "Discard what you have written here?",
    keep: "Go on writing",
    discard: "Discard it",
  },

  lazy: { failed: "This part could not be loaded.", reload: "Reload the page", loading: "Loading…" },

  link: {
    inSync: "In sync",
    catchingUp: "Catching up…",
    connecting: "Connecting…",
    waiting: "Reconnecting…",
    offline: "Offline",
    noInbox: "No inbox",
    stopped: "Not connected",
    offlineBar: "No network. You can go on writing; messages wait and go out in order.",
    waitingBar:
      "The connection to the server is lost. Reconnecting; messages wait until it answers and go out in order.",
    polling: "Live updates blocked",
    blockedBar:
      "Live updates are blocked between you and the server. The console asks for news every few seconds instead; sending works.",
    reloadBar: "A newer version of the console is there.",
    reload: "Reload",
    forbiddenBar: "You may not see these inboxes any more. Ask a supervisor.",
    caughtUp: (n: number) => `Caught up, ${n} ${plural(n, "event", "events")}`,
    retryNow: "Try now",
  },

  menu: {
    account: "Account",
    passwordChanged: "Your password is changed. Your other sessions have ended.",
    light: "Light theme",
    dark: "Dark theme",
    system: "Theme of the system",
    canned: "Canned responses",
    places: "Pages",
    inbox: "Inbox",
    contacts: "Contacts",
    settings: "Settings",
    keys: "Keyboard shortcuts",
    logOut: "Log out",
  },

  crash: { title: "The console has stopped", hint: "Your drafts are kept.", reload: "Reload" },
};

export type Sentences = typeof en;
