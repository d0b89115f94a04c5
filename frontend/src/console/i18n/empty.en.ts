/** Sentences of the right side while nothing is open. */
const oneOf = (names: readonly string[], otherwise: string): string =>
  names.length === 0 ? otherwise : names.join(" or ");

export const empty = {
  nothingOpen: {
    title: "No conversation open",
    now: "Now",
    today: "Today",
    answered: "Answered",
    answeredHint: "How often a customer who waited was answered since midnight, by everybody",
    resolved: "Resolved",
    resolvedHint: "How many conversations were resolved since midnight, by everybody",
    firstReply: "Median first reply",
    firstReplyHint: "Half of today's first replies came sooner",
    waiting: "Waiting longest",
    waitingNotYet: "Who waits is not known yet.",
    nobodyWaits: "Nobody waits for an answer.",
    keys: { open: "next, and open it", find: "find anything", all: "all keys" },
  },

  noInbox: {
    title: "No number is connected yet",
    titleAgent: "You see no inbox yet",
    askAgent: (names: readonly string[]) =>
      `Ask ${oneOf(names, "a supervisor or an admin")} to make you a member of one. Its conversations are here then.`,
    askSupervisor: (names: readonly string[]) =>
      `Ask ${oneOf(names, "an admin")} to connect a WhatsApp number. Its conversations are here then.`,
    connect: "Connect a number",
    connectHint: "Of Meta's Cloud API or of Twilio; its page says what to enter there.",
    invite: "Invite people",
    inviteHint: "Agents see the inboxes of which they are members.",
    noAdmin:
      "Your account may not use the admin, where numbers are connected. Ask whoever runs this installation.",
    simulator: "Try it with the simulator",
    simulatorHint: "It plays customers and WhatsApp, without a number.",
    again: "Look again",
  },
};
