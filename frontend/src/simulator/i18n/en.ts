/** Every sentence of the phone page. A translation is another table of this type. */
import type { Receipt, Status } from "../state";
import { panel } from "./panel.en";

export const en = {
  noAnswer: "The server does not answer.",
  notSent: "Not sent.",

  top: {
    title: "WhatsApp simulator",
    hint: "You play the customer. Messages go through the same signed webhooks as the real WhatsApp.",
    faults: (on: number) => (on === 0 ? "Faults and events" : `Faults and events (${on} on)`),
    noAnswer: "The server does not answer. Trying again…",
    /** Webhooks that the console does not take, and its last answer. */
    refused: (waiting: number, answer: string) => {
      const what = waiting === 1 ? "1 webhook waits" : `${waiting} webhooks wait`;
      return `${what} and will be tried again. The console's last answer: ${answer}.`;
    },
    loading: "Loading…",
    choose: "Choose a customer to hold their phone.",
  },

  customers: {
    label: "Phones",
    list: "Customers",
    find: "Find a customer",
    none: "There is no customer yet. Make one, or write to a number from the console.",
    notFound: "Nobody like that.",
    unread: "unread",
    numberHidden: "number hidden",
    all: "All customers",
    inConsole: "Open in the console",
    receiptsAutomatic: "Receipts: automatic",
    receiptsStuck: "The switch did not move.",
  },

  newCustomer: {
    title: "New customer",
    name: "Name",
    phone: "Number, with its country code",
    phoneHint: "made up when left empty",
    username: "Handle, for somebody who hides the number",
    usernameHint: "none",
    number: "Writes to",
    cancel: "Cancel",
    add: "Add",
  },

  window: {
    never: "never wrote: no window yet",
    closed: "24-hour window closed",
    minutes: (n: number) => `window open for ${n} min`,
    hours: (n: number) => `window open for ${n} h`,
  },

  statuses: {
    accepted: "Accepted",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    failed: "Not delivered",
  } satisfies Record<Status, string>,

  chat: {
    phone: (name: string) => `Phone of ${name}`,
    log: (name: string) => `Chat with ${name}`,
    typing: "typing…",
    earlier: "Earlier messages",
    empty: "Nothing was said yet. Write the first message.",
    inAnswerTo: "In answer to:",
    edited: "edited",
    reply: "Reply",
    reactions: (both: string) => `Reactions: ${both}`,
    mark: {
      delivered: "Mark delivered",
      read: "Mark read",
      failed: "Mark failed",
    } satisfies Record<Receipt, string>,
    more: "More",
    react: "React",
    reactWith: (emoji: string) => `React with ${emoji}`,
    edit: "Edit",
    deleteForAll: "Delete for everyone",
    deleted: "This message was deleted.",
    place: "A place",
    order: "Order",
    answers: "Answers",
    sendLocation: "Send location",
    shareNumber: "Share my number",
    kilobytes: (n: number) => `${n} KB`,
  },

  composer: {
    label: (name: string) => `Message as ${name}`,
    placeholder: (name: string) => `Write as ${name}…`,
    send: "Send",
    change: "Change",
    noQuote: "Do not quote",
    noEdit: "Do not edit",
    editing: (text: string) => `Edit: ${text}`,
  },

  attach: {
    label: "Attach",
    own: "A file of yours",
    image: "Photo",
    imageText: "Like this one?",
    video: "Film",
    audio: "Voice note",
    document: "Document",
    sticker: "Sticker",
    location: "Location",
    contacts: "Contact card",
    order: "Order",
    interactive: "Filled-in form",
    unsupported: "Poll (unsupported)",
    referral: "From an advert",
    referralText: "Hello! I saw your advert.",
    forwarded: "Forwarded text",
    forwardedText: "Have you seen this?",
  },

  panel,
};

export type Sentences = typeof en;
