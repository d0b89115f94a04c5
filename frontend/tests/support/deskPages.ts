/** Pages of a thread as the server answers: around a message, and where one goes on. */
import type { Message, ThreadPage } from "../../src/protocol";
import { compareKeys } from "../../src/store/state/order";
import type { Desk } from "./desk";

export class ThreadPages {
  constructor(
    private readonly desk: Desk,
    /** Of the conversation. */
    private readonly id: number,
  ) {}

  /** `size` messages around one, as the server answers. */
  around(middle: number, size: number): ThreadPage {
    const at = this.desk.lines(this.id).findIndex((one) => one.id === middle);
    return this.part(Math.max(0, at - Math.ceil(size / 2) + 1), at + 1 + Math.floor(size / 2));
  }

  /** Where a page of the thread goes on. */
  goingOn(url: string, size: number): ThreadPage {
    const [side, at = "", key] = url.split(" ");
    const beside = { at, id: Number(key) };
    const place = (one: Message) => compareKeys({ at: one.timestamp, id: one.id }, beside);
    const lines = this.desk.lines(this.id);
    if (side === "older") {
      const end = lines.findLastIndex((one) => place(one) < 0) + 1;
      return this.part(Math.max(0, end - size), end);
    }
    const above = lines.findIndex((one) => place(one) > 0);
    const start = above < 0 ? lines.length : above;
    return this.part(start, start + size);
  }

  private part(start: number, end: number): ThreadPage {
    const lines = this.desk.lines(this.id);
    const results = lines.slice(start, end).toReversed();
    const url = (side: string, one: Message | undefined) => one && `${side} ${one.timestamp} ${one.id}`;
    const activity = this.desk.activities.filter((one) => one.conversation === this.id).toReversed();
    return {
      results,
      next: start > 0 ? (url("older", results.at(-1)) ?? null) : null,
      previous: end < lines.length ? (url("newer", results[0]) ?? null) : null,
      feed: this.desk.feed(),
      activity,
    };
  }
}
