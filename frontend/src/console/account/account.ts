/** What is open of the account: its menu, or a dialog of it. */
import { Signal } from "../../store/signal";

export type AccountPart = "menu" | "notifications" | "password";

export const account = new Signal<AccountPart | null>(null);
