/** Sentences that are heard rather than seen. */
const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many);

export const reading = {
  /** A message as its label. */
  article: {
    says: (who: string, time: string, what: string) => `${who}, ${time}: ${what}`,
    quotes: (who: string, text: string) => `Quoting ${who}: “${text}”`,
    noteBy: (name: string) => `Note by ${name}`,
    us: "We",
    /** Before the first message of a day, and the first one that was not read. */
    above: (lines: readonly string[], label: string) => [...lines, label].join(". "),
  },

  announced: {
    message: (name: string, text: string) => `${name}: ${text}`,
    messages: (n: number, name: string, texts: string) =>
      `${n} new ${plural(n, "message", "messages")} from ${name}: ${texts}`,
    unread: (name: string) => `Marked unread: ${name}`,
    takenOver: (name: string) => `Taken over: ${name}`,
    blocked: (name: string) => `Blocked: ${name}`,
    unblocked: (name: string) => `Unblocked: ${name}`,
    connected: "Connected again",
  },

  /** A day of the thread. */
  goToDate: {
    title: "Go to a date",
    went: (day: string) => `Went to ${day}`,
    nothingOn: (day: string, near: string) => `Nothing was written on ${day}. This is ${near}.`,
  },

  toolbars: {
    head: "What can be done with this conversation",
    tools: "What can be added",
  },
};
