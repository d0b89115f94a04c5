/** Whose customer is to be blocked, if the agent says so once more; null: none. */
import type { Id } from "../../protocol";
import { Signal } from "../../store/signal";

export const blocking = new Signal<Id | null>(null);
