/** What was done to a conversation, as a line of its thread. */

import type { Verb } from "../../protocol/words";

/** Who did it: `you` is the agent who reads. */
interface Did {
  readonly by: string;
  /** An agent, a team, a customer, names of labels; what the verb names. */
  readonly to: string;
  /** The agent whom it was given to is the one who did it. */
  readonly isOwn: boolean;
}

type Line = (did: Did) => string;

/** The first message says the rest. */
type Said = Exclude<Verb, "opened">;

export const activity = {
  label: "What was done",
  more: (n: number) => `${n} more`,
  fewer: "Show less",
  you: "You",
  youObject: "you",
  token: (owner: string) => `A program of ${owner}`,
  rule: (name: string) => `The rule “${name}”`,
  console: "The console",
  provider: { whatsapp_cloud: "WhatsApp", twilio: "Twilio" } as Readonly<Record<string, string>>,
  customer: "The customer",
  lines: {
    resolved: ({ by }) => `${by} resolved`,
    reopened: ({ by }) => `${by} reopened`,
    snoozed: ({ by }) => `${by} snoozed`,
    woken: ({ by }) => `${by} ended the snooze`,
    set_pending: ({ by }) => `${by} set to pending`,
    set_open: ({ by }) => `${by} set to open`,
    assigned: ({ by, to, isOwn }) => (isOwn ? `${by} took the conversation` : `${by} assigned to ${to}`),
    unassigned: ({ by, to, isOwn }) =>
      isOwn ? `${by} gave the conversation back` : `${by} took it from ${to}`,
    team_assigned: ({ by, to }) => `${by} gave to the team ${to}`,
    team_unassigned: ({ by, to }) => `${by} took it from the team ${to}`,
    priority_changed: ({ by, to }) => `${by} set the priority to ${to}`,
    labels_added: ({ by, to }) => `${by} added ${to}`,
    labels_removed: ({ by, to }) => `${by} removed ${to}`,
    answered_by_other: ({ to }) => `${to} answers from now on`,
    left_to_us: ({ by }) => `${by} left the conversation to us`,
    taken_over: ({ by }) => `${by} took the conversation over`,
    merged: () => "Another conversation of this customer was merged into this one",
    contact_merged: ({ by, to }) => `${by} merged ${to} into this customer`,
    contact_unmerged: ({ by, to }) => `${by} took a merge back: ${to} is another customer`,
    contact_renamed: ({ by, to }) => `${by} renamed the customer to ${to}`,
    contact_blocked: ({ by }) => `${by} blocked the customer`,
    contact_unblocked: ({ by }) => `${by} unblocked the customer`,
    message_retried: ({ by }) => `${by} sent a message again`,
    message_confirmed: ({ by }) => `${by} confirmed that a message arrived`,
    message_cancelled: ({ by }) => `${by} cancelled a message`,
    message_released: ({ by }) => `${by} sent a waiting message at once`,
    note_deleted: ({ by }) => `${by} deleted a note`,
  } satisfies Record<Said, Line> as Readonly<Record<string, Line | undefined>>,
  /** What a change of status came from, instead of who. */
  why: {
    customer_wrote: "Reopened: the customer wrote",
    we_wrote: "Reopened: we wrote",
    snooze_over: "The snooze is over",
  } as Readonly<Record<string, string | undefined>>,
};
