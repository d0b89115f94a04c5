/** Writing first. */
export const newConversation = {
  title: "New conversation",
  noInbox: "None of your inboxes can write first: that needs a provider with templates.",
  to: "To",
  toHint: "A phone number with its country code, or a name",
  contacts: "Contacts",
  from: "From",
  use: (number: string) => `Use ${number}`,
  next: "Next",
  toWhom: "To",
  fromWhich: "from",
  change: "Change",
  onlyTemplates: "They have not written here yet: WhatsApp lets only a template through.",
  send: "Send",
  sending: "Sending…",
  notSent: (number: string, why: string) => `Nothing was sent to ${number}. ${why}`,
  noAnswer: "The server does not answer. Try again: it is sent once.",
};
