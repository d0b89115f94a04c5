/** The page of contacts. */
const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const contacts = {
  title: "Contacts",
  search: "Search names and numbers",
  filters: "Filters",
  withOpen: "Open conversation",
  onlyBlocked: "Blocked",
  inbox: "Inbox",
  allInboxes: "All inboxes",
  loading: "Loading contacts…",
  failed: "The contacts could not be loaded.",
  missing: "There is no such contact, or they write to no inbox that you see.",
  none: "No contacts yet",
  noneHint: "Whoever writes to one of your inboxes is a contact.",
  nobodyFound: "Nobody found",
  nobodyFoundHint: "Search looks at names, usernames and numbers; filters leave others out.",
  chooseOne: "Choose a contact to see what is known of them.",
  back: "Back to the contacts",
  about: "About the contact",

  write: "Write",
  blockedHint: "What they write still comes in. Nothing goes out to them, in any inbox.",
  rename: "Change the name",
  renamed: (name: string) => `Renamed: ${name}`,
  name: "Name",
  save: "Save",
  conversations: "Conversations",
  noneWritten: "Nothing was written in an inbox that you see.",

  merge: "Merge…",
  mergeTitle: (name: string) => `Who is the same person as ${name}?`,
  mergeWhom: "Contact",
  mergeWhomHint: "A name or a number",
  mergeOther: "Another contact",
  mergeDo: "Merge",
  mergedInto: (gone: string, kept: string) => `Merged: ${gone} is ${kept} now`,
  mergeCanBeTakenBack:
    "This can be taken back at any time: what came from whom is kept, and of what comes later the address tells.",
  evidence: "What both have in common",
  noEvidence: "Nothing that the console knows of. Merge only when you are sure.",
  inCommon: {
    sameName: "The same name",
    similarName: "A part of the name",
    sameUsername: "The same username",
    sameNumber: "A number that ends in the same digits",
  },
  moves: (from: string, to: string) => `What ${to} gets from ${from}`,
  nConversations: (n: number) => counted(n, "conversation", "conversations"),
  nNotes: (n: number) => counted(n, "note", "notes"),
  theirNotes: "The notes on them",
  ends: (inbox: string) =>
    `Both have an open conversation in ${inbox}: the one that was active last goes on, the other is resolved.`,
  blockStays: "One of them is blocked: then both are.",

  merged: "Merged contacts",
  mergedBy: (who: string, at: string) => `Merged by ${who}, ${at}`,
  takeBack: "Take back",
  apart: (name: string, kept: string) => `Taken back: ${name} and ${kept} are two contacts again`,
  takeBackOf: (name: string) => `Take the merge of ${name} back`,
  takeBackTitle: (name: string) => `Is ${name} somebody else?`,
  takeBackWhat: (name: string, kept: string) =>
    `${name} becomes a contact of their own again. They get back from ${kept}:`,
  takeBackSince:
    "Messages since the merge go with the address over which they came or went. Notes in a conversation stay.",
  takeBackAgain: "The provider named both as one person. If it does so again, they are one again.",
};
