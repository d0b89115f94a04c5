/** The search of everything. */
export const search = {
  title: "Search everything",
  placeholder: "Words, a name, a number",
  filters: "Filters",
  means: {
    from: "Who wrote it: me, customer, us, notes, or a colleague's name",
    label: "A label of the conversation",
    inbox: "An inbox by its name",
    after: "From this day on, like 2026-11-21",
    before: "Before this day, like 2026-11-21",
    has: "With a file",
  },
  remove: (filter: string) => `Remove ${filter}`,
  removeUnknown: (filter: string) => `${filter}: there is no such one. Remove it`,
  results: "What was found",
  kinds: { contact: "Contacts", conversation: "Conversations", message: "Messages and notes" },
  note: "Note",
  hint: "Type what was written, or who wrote it. A phrase stands in quotes.",
  wordsToo: "Filters narrow what words find: type a word, too.",
  searching: "Searching…",
  noAnswer: "The server does not answer. Try again.",
  nothing: "Nothing found. Fewer words or filters find more.",
  found: (count: number, isMore: boolean) => {
    if (isMore) return `${count} messages, and more.`;
    return count === 1 ? "1 message." : `${count} messages.`;
  },
  meant: (typed: string, instead: string) => `“${typed}” is written nowhere: searched for ${instead}.`,
  more: "More",
  hits: "What was found",
  hitOf: (at: number, count: number, isMore: boolean) => `${at} of ${count}${isMore ? "+" : ""}`,
  nextHit: "Next one found (.)",
  previousHit: "The one before (,)",
  leave: "End the search",
};
