/** The few words of the live change lists. A translation is another table of this type. */
export const en = {
  live: "Live",
  polling: "Live updates are blocked: looking every few seconds",
  reconnecting: "Reconnecting…",
  loggedOut: "Not live: log in again",
  forbidden: "Not live: you may not see these inboxes",
  reload: "Not live: reload the page",
  waiting: (n: number) => `${n} new – show`,
  changed: "Changed – show",
};

export type Sentences = typeof en;
