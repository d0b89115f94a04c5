/** What bubbles can ask of the pane they stand in. The same object for as long as the pane lives. */
import { createContext, use } from "react";
import type { Id, Message } from "../../protocol";
import type { Pending } from "../../store/state/pending";

export interface ThreadActions {
  /** Show its timeline. */
  inspect: (message: Message) => void;
  /** Quote it in the composer. */
  reply: (message: Message) => void;
  /** Bring it into view, loading the page around it when it takes that. */
  jump: (id: Id) => void;
  /** Ask for a day, from this one on. */
  goToDate: (day: string) => void;
  /** Show the file large. */
  show: (attachment: Id) => void;
  /** Back into the composer. */
  edit: (pending: Pending) => void;
  /** Say it otherwise, in the composer. */
  changeNote: (note: Message) => void;
  /** Choose a template instead. */
  asTemplate: () => void;
  /** Choose the template that asks them to reply, and hold what was written. */
  whenReply: (text: string) => void;
}

const NOTHING = (): void => {};

export const ThreadActionsContext = createContext<ThreadActions>({
  inspect: NOTHING,
  reply: NOTHING,
  jump: NOTHING,
  goToDate: NOTHING,
  show: NOTHING,
  edit: NOTHING,
  changeNote: NOTHING,
  asTemplate: NOTHING,
  whenReply: NOTHING,
});

export function useThreadActions(): ThreadActions {
  return use(ThreadActionsContext);
}
