/** Whether the agent has touched a key or the pointer lately, in whatever tab of this browser. */
import { remember, remembered } from "../../ui/theme";
import { Signal } from "../signal";

export const IDLE_MS = 10 * 60_000;
/** How often other tabs are told of it; less than anybody would notice. */
export const SHARE_EVERY_MS = 15_000;

const SHARED = "console.touched";
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export class IdleWatch {
  readonly isIdle = new Signal(false);
  /** Milliseconds of `Date.now`. */
  private touched = Date.now();
  private shared = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly onTouch = (): void => this.touch();
  private readonly onVisibility = (): void => {
    if (document.visibilityState === "visible") this.touch();
  };
  private readonly onStorage = ({ key }: StorageEvent): void => {
    if (key === SHARED) this.look();
  };

  constructor() {
    for (const touch of TOUCHES)
      window.addEventListener(touch, this.onTouch, { capture: true, passive: true });
    document.addEventListener("visibilitychange", this.onVisibility);
    window.addEventListener("storage", this.onStorage);
    this.wait();
  }

  close(): void {
    clearTimeout(this.timer);
    for (const touch of TOUCHES) window.removeEventListener(touch, this.onTouch, { capture: true });
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.removeEventListener("storage", this.onStorage);
  }

  private touch(): void {
    this.touched = Date.now();
    if (this.touched - this.shared >= SHARE_EVERY_MS) {
      this.shared = this.touched;
      remember(SHARED, String(this.touched));
    }
    this.settle();
  }

  /** Another tab has been touched, or this one was not for a while. */
  private look(): void {
    this.touched = Math.max(this.touched, Number(remembered(SHARED)) || 0);
    this.settle();
  }

  private settle(): void {
    const isIdle = Date.now() - this.touched >= IDLE_MS;
    // While somebody works the timer that runs finds out by itself how much longer it has to wait.
    if (this.isIdle.get() && !isIdle) this.wait();
    this.isIdle.set(isIdle);
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.look();
        if (!this.isIdle.get()) this.wait();
      },
      Math.max(1000, this.touched + IDLE_MS - Date.now()),
    );
  }
}
