/** Whether somebody is about to write first. */
import { Signal } from "../../store/signal";

export const newConversation = new Signal(false);

/** To whom, where somebody has said that already. */
export const newRecipient = new Signal("");
