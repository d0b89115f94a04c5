/** A finger on the list: one that stays selects, and while rows are selected, so does a tap. No React. */
import type { Id } from "../../protocol";

/** A finger that stays this long on a row selects it. */
const LONG_MS = 500;
/** It may tremble by so much. */
const MOVED_PX = 10;
const ENDS = ["pointerup", "pointercancel", "scroll"] as const;

export class LongPress {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private from = { x: 0, y: 0 };
  private isTouch = false;
  /** What it was held for is done: the click that follows is none. */
  private isLong = false;

  constructor(
    private readonly list: HTMLElement,
    private readonly isSelecting: () => boolean,
    private readonly pick: (id: Id, how: "toggle") => void,
  ) {
    list.addEventListener("pointerdown", this.onDown);
    list.addEventListener("pointermove", this.onMove);
    for (const end of ENDS) list.addEventListener(end, this.stop);
    list.addEventListener("click", this.onClick, true);
    list.addEventListener("contextmenu", this.onMenu);
  }

  close(): void {
    const { list } = this;
    this.stop();
    list.removeEventListener("pointerdown", this.onDown);
    list.removeEventListener("pointermove", this.onMove);
    for (const end of ENDS) list.removeEventListener(end, this.stop);
    list.removeEventListener("click", this.onClick, true);
    list.removeEventListener("contextmenu", this.onMenu);
  }

  private readonly stop = (): void => clearTimeout(this.timer);

  private readonly onDown = ({ target, pointerType, clientX: x, clientY: y }: PointerEvent): void => {
    this.stop();
    this.isTouch = pointerType === "touch";
    this.isLong = false;
    const id = rowOf(target);
    if (!this.isTouch || id === null) return;
    this.from = { x, y };
    this.timer = setTimeout(() => {
      this.isLong = true;
      this.pick(id, "toggle");
    }, LONG_MS);
  };

  private readonly onMove = ({ clientX: x, clientY: y }: PointerEvent): void => {
    if (Math.hypot(x - this.from.x, y - this.from.y) > MOVED_PX) this.stop();
  };

  private readonly onClick = (event: MouseEvent): void => {
    const id = rowOf(event.target);
    const isTap = !this.isLong && this.isSelecting();
    if (!this.isTouch || id === null || !(this.isLong || isTap)) return;
    event.stopPropagation();
    event.preventDefault();
    this.isLong = false;
    if (isTap) this.pick(id, "toggle");
  };

  private readonly onMenu = (event: Event): void => {
    if (this.isTouch) event.preventDefault();
  };
}

function rowOf(target: EventTarget | null): Id | null {
  const row = target instanceof Element ? target.closest<HTMLElement>(".row[data-id]") : null;
  return row === null ? null : Number(row.dataset["id"]);
}
