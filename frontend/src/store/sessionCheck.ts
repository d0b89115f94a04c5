/**
 * Whether the session has ended when the server says so of a socket. A new password, and a log-in in another tab, give
 * this browser another one: the socket's has ended then, and the agent is still logged in.
 */
import type { Me } from "../protocol";
import { getMe } from "../protocol/rest/endpoints";
import type { Signal } from "./signal";

/** The new cookie may be on its way still. */
export const SETTLES_MS = 500;

/** The client, as far as it is concerned. */
interface Checked {
  readonly loggedOut: Signal<boolean>;
  /** The agent is logged in: connect again. */
  returned: () => void;
}

export class SessionCheck {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** It was asked about and found; a socket that is refused all the same is not to be tried for ever. */
  private wasFound = false;
  private renewal: Promise<void> = Promise.resolve();
  private isClosed = false;

  /** `entered`: who logged in here, whoever this browser's session is of by now. */
  constructor(
    private readonly client: Checked,
    private readonly entered: Pick<Me, "id">,
  ) {}

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** It is somebody else's by now. */
  isOver(): void {
    if (!this.isClosed) this.client.loggedOut.set(true);
  }

  isFine(): void {
    this.wasFound = false;
  }

  /** A request that changes the session is under way. */
  renewed(request: Promise<void>): Promise<void> {
    this.renewal = request.catch(() => {});
    return request;
  }

  isDoubtful(): void {
    clearTimeout(this.timer);
    if (this.wasFound) return this.client.loggedOut.set(true);
    this.timer = setTimeout(() => void this.ask(), SETTLES_MS);
  }

  private async ask(): Promise<void> {
    await this.renewal;
    const isIn = await this.isStillIn();
    if (this.isClosed) return;
    this.wasFound = isIn;
    if (isIn) this.client.returned();
    else this.client.loggedOut.set(true);
  }

  private async isStillIn(): Promise<boolean> {
    try {
      return (await getMe()).id === this.entered.id;
    } catch {
      return false;
    }
  }
}
