/** Who is logged in, kept as they are: their name and role can be changed here, in another tab and by an admin. */
import { getMe, patchMe, postPassword, type NewPassword } from "../protocol/rest/endpoints";
import type { Id, Me } from "../protocol";
import type { SessionCheck } from "./sessionCheck";
import type { Store } from "./state/store";

/** Milliseconds: the feed of each inbox says the same. */
const SOON = 200;

export class OwnProfile {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly session: SessionCheck,
    private readonly entered: Me,
  ) {
    this.store.dispatch({ type: "me", me: entered });
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /** As they are by now. */
  get me(): Me {
    return this.store.get().me ?? this.entered;
  }

  /** What colleagues read; returns it as the server has it, null where somebody else is logged in by now. */
  async rename(name: string): Promise<string | null> {
    const me = await patchMe({ name });
    return this.known(me) ? me.name : null;
  }

  /** The session goes on under another key; the socket is closed with the one that it was opened with. */
  changePassword(change: NewPassword): Promise<void> {
    return this.session.renewed(postPassword(change));
  }

  /** Something of an agent has changed. */
  heard(agent: Id): void {
    if (agent !== this.me.id) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), SOON);
  }

  private async read(): Promise<void> {
    try {
      this.known(await getMe());
    } catch {
      // The name that is shown stays; the next page that is loaded has it.
    }
  }

  /** Tabs share their session: where somebody else has logged in, this one is over. */
  private known(me: Me): boolean {
    const isSame = me.id === this.entered.id;
    if (isSame) this.store.dispatch({ type: "me", me });
    else this.session.isOver();
    return isSame;
  }
}
