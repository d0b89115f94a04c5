/** Holds the state, applies actions, and gathers events so that a burst is one change per frame. */
import { reduce } from "./reducer";
import { initialState, type Action, type NumberedEvent, type State } from "./state";

export class Store {
  private state: State = initialState;
  private listeners = new Set<() => void>();
  private events: NumberedEvent[] = [];

  /** `schedule` runs its callback once, soon (the next frame in a browser). */
  constructor(private readonly schedule: (callback: () => void) => void) {}

  readonly get = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dispatch(action: Action): void {
    // What came before stays before.
    this.flush();
    this.change(action);
  }

  event(numbered: NumberedEvent): void {
    this.events.push(numbered);
    if (this.events.length === 1) this.schedule(() => this.flush());
  }

  private flush(): void {
    const { events } = this;
    if (events.length === 0) return;
    this.events = [];
    this.change({ type: "events", events });
  }

  private change(action: Action): void {
    const next = reduce(this.state, action);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}

/** The next frame; in a hidden page, which has no frames, a timer. */
export function nextFrame(callback: () => void): void {
  if (document.hidden) setTimeout(callback, 50);
  else requestAnimationFrame(callback);
}
