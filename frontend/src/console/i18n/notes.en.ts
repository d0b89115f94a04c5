/** Sentences about notes: in threads, and on contacts. */
const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many);

export const notes = {
  note: {
    modes: "Who reads it",
    reply: "Reply",
    note: "Note",
    noteDraft: "Note (draft)",
    says: "Only colleagues see this",
    label: "Note to colleagues",
    placeholder: "Write a note to colleagues, @ mentions somebody",
    hint: (keys: string) => `${keys} adds the note · @ mentions · Esc back to the reply`,
    add: "Add note",
    save: "Save note",
    changing: "Change the note",
    leave: "Leave it as it is",
    tooLong: (n: number) => `${n} ${plural(n, "character", "characters")} too long`,
    noFiles: "A note takes no files. Switch to Reply to send them to the customer.",
    tooLate:
      "The service window has closed: your reply was not sent. It is kept under Reply, to be sent when they reply.",
    mention: "Mention somebody",
    mentionClose: "Leave the @ as it is",
    team: "Team",
    found: (n: number) => `${n} ${plural(n, "name", "names")}`,
    nobody: "Nobody who sees this inbox is called so.",
    looking: "Looking for colleagues…",
    lookFailed: "Colleagues could not be loaded.",
    change: "Change this note",
    remove: "Delete this note",
    removeHint: "What it says is deleted for everybody.",
    removeNow: "Delete",
    deleted: "Deleted note",
    mentioned: (by: string, what: string) => `${by} mentioned you: ${what}`,
    mentions: (n: number) => `${n} unread ${plural(n, "mention", "mentions")}`,
  },

  contactNotes: {
    title: "Notes on the customer",
    label: "New note on the customer",
    placeholder: "Add a note",
    add: "Add",
    none: "None yet.",
    failed: "They could not be loaded.",
    remove: (text: string) => `Delete the note: ${text}`,
    somebody: "Somebody",
  },
};
