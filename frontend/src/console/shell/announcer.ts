/** What is said to who cannot see it, and stands nowhere on the page. What a toast says is not said here again. */
import { Signal } from "../../store/signal";

interface Announcement {
  readonly id: number;
  readonly text: string;
}

/** It has been read by then; what stays could be come upon again. */
const KEPT_MS = 8000;

export const announcements = new Signal<readonly Announcement[]>([]);
let last = 0;

export function announce(text: string): void {
  last += 1;
  const one = { id: last, text };
  announcements.set([...announcements.get(), one]);
  setTimeout(() => announcements.set(announcements.get().filter((each) => each !== one)), KEPT_MS);
}
