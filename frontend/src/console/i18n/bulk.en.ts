/** Sentences about several conversations at once. */
const several = (n: number): string => (n === 1 ? "1 conversation" : `${n} conversations`);
const all = (n: number | null): string => (n === null ? "all conversations" : `all ${n}`);

export const bulk = {
  label: "Selected conversations",
  selected: (n: number) => `${n} selected`,
  allSelected: (n: number | null) => (n === null ? "All selected" : `All ${n}`),
  elsewhere: (n: number) => `${n} not in this list`,
  onlyHere: "Deselect what is not in this list",
  otherList: "Of another list",
  selectRows: (n: number) => `Select all ${n} rows`,
  selectAll: (n: number | null) => `Select ${all(n)} of this view`,
  progress: (done: number, of: number | null) => (of === null ? `${done} done…` : `${done} of ${of}…`),
  stop: "Stop",
  clear: "Clear the selection",
  assign: "Assign",
  labels: "Labels",
  snooze: "Snooze",
  more: "More to do with them",
  read: "Mark read",
  unread: "Mark unread",
  resolve: "Resolve",
  reopen: "Reopen",
  addLabels: "Add",
  removeLabels: "Remove",
  worn: (n: number, of: number) => `${n} of ${of}`,

  sureAll: (n: number | null) => `Change ${all(n)} of this view?`,
  sureHint: "Also those that are not loaded here. What comes into the view meanwhile is left alone.",
  sureOwners: "Some of them may be a colleague's.",
  theyHave: (n: number, names: string) =>
    `${several(n)}: ${names} has ${n === 1 ? "it" : "them"}. Take over?`,
  theyAreTold: "Whoever loses a conversation is told.",
  onlyFree: "Only what no colleague has",
  onlyOthers: (n: number) => `Only the other ${n}`,
  changeAll: "Change all",
  takeAll: "Take over all",

  refusedTitle: (n: number) => `${several(n)} not changed`,
  closeRefused: "Close this list",
  nameless: (id: number) => `Conversation ${id}`,
};
