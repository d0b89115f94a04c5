/** Sentences about what an agent does: its keys, and what is said when it is done. */
import type { Command } from "../keyboard/keys";

export const verbs = {
  failures: {
    failed: (name: string, why: string, canResend: boolean) =>
      `Not delivered to ${name}: ${why.replace(/[.!]$/u, "")}.${canResend ? " Resend available." : ""}`,
    unconfirmed: (name: string) =>
      `Unconfirmed: your message to ${name} may or may not have arrived. Send again available.`,
  },

  /** What the agent has just done to a conversation, by its customer's name. */
  done: {
    status: {
      open: (name: string) => `Reopened: ${name}`,
      pending: (name: string) => `Pending: ${name}`,
      snoozed: (name: string) => `Snoozed: ${name}`,
      resolved: (name: string) => `Resolved: ${name}`,
    },
    assigned: (name: string, to: string) => `${name}: assigned to ${to}`,
    unassigned: (name: string) => `${name}: assigned to nobody`,
    priority: (name: string, to: string) => `${name}: priority ${to}`,
    labels: (name: string, labels: string) => `${name}: ${labels === "" ? "no labels" : `labels ${labels}`}`,
    undo: "Undo",
    undone: (name: string) => `Undone: ${name}`,
    nothing: "There is nothing to undo.",
    several: (n: number) => (n === 1 ? "1 conversation" : `${n} conversations`),
    severalLabels: (name: string) => `${name}: labels changed`,
    read: (name: string) => `Marked read: ${name}`,
    unread: (name: string) => `Marked unread: ${name}`,
    notChanged: (n: number) => `${n} not changed`,
    stillOpen: (name: string) => `Sent to ${name}, but the conversation could not be resolved.`,
  },

  keys: {
    title: "Keyboard shortcuts",
    close: "Close",
    single: "Single-key shortcuts",
    opensNext: "Open the next conversation after resolving one",
    then: "then",
    commands: {
      next: "Next conversation",
      previous: "Previous conversation",
      nextOpened: "Open the next conversation",
      previousOpened: "Open the previous conversation",
      open: "Open the conversation",
      reply: "Reply (to the focused message)",
      note: "Note to colleagues",
      newConversation: "New conversation",
      assign: "Assign to me",
      assignTo: "Assign to…",
      resolve: "Resolve or reopen",
      resolveNext: "Resolve and open the next",
      snooze: "Snooze",
      priority: "Priority",
      label: "Labels",
      unread: "Mark unread",
      timeline: "Message timeline",
      react: "React (to the focused message)",
      undo: "Undo",
      select: "Select, or not any more",
      selectRange: "Select all rows up to here",
      selectNext: "Select the next row, too",
      selectPrevious: "Select the previous row, too",
      selectAll: "Select all rows",
      search: "Search",
      sendAndResolve: "Send and resolve",
      sendResolveNext: "Send, resolve and open the next",
      viewMine: "View: Mine",
      viewUnassigned: "View: Unassigned",
      viewAll: "View: All",
      palette: "Find anything",
      help: "Table of all keys",
      back: "Back, close",
    } satisfies Record<Command, string>,
  },
};
