/** A picture enlarged by wheel, fingers, keys and double click, and moved by pointer and arrow keys. */
import { useCallback, useEffect, useState, type KeyboardEvent } from "react";
import { moved, WHOLE, zoomed, type Frame, type Point, type View } from "./zoom";

/** Of one key or click of a button. */
const STEP = 1.5;
/** Of a double click; another one shows the whole. */
const DOUBLE = 2.5;
/** Pixels of a wheel that double it. */
const WHEEL_PX = 300;
const LINE_PX = 16;
/** Of an arrow key. */
const MOVE_PX = 80;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: MOVE_PX, y: 0 },
  ArrowRight: { x: -MOVE_PX, y: 0 },
  ArrowUp: { x: 0, y: MOVE_PX },
  ArrowDown: { x: 0, y: -MOVE_PX },
};
const MIDDLE: Point = { x: 0, y: 0 };

export interface Zoom {
  readonly view: View;
  /** Of what the picture lies in. */
  readonly setStage: (stage: HTMLElement | null) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Whether the key meant it. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** `picture`: another one is shown whole. */
export function useZoom(picture: number | undefined): Zoom {
  const [shown, setShown] = useState({ picture, view: WHOLE });
  const view = shown.picture === picture ? shown.view : WHOLE;
  const [stage, setStage] = useState<HTMLElement | null>(null);
  const change = useCallback(
    (next: (view: View, frame: Frame) => View): void => {
      const frame = frameOf(stage);
      if (frame === null) return;
      setShown((before) => ({
        picture,
        view: next(before.picture === picture ? before.view : WHOLE, frame),
      }));
    },
    [picture, stage],
  );
  useStage(stage, change);
  const by = (factor: number) => (): void => change((now, frame) => zoomed(now, factor, MIDDLE, frame));
  const [zoomIn, zoomOut] = [by(STEP), by(1 / STEP)];
  const onKey = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const move = ARROWS[event.key];
    if (event.key === "+" || event.key === "=") zoomIn();
    else if (event.key === "-") zoomOut();
    else if (event.key === "0") change(() => WHOLE);
    else if (move && view.scale > 1) change((now, frame) => moved(now, move, frame));
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    view,
    setStage,
    zoomIn,
    zoomOut,
    onKey,
  };
}

type Change = (next: (view: View, frame: Frame) => View) => void;

function useStage(stage: HTMLElement | null, change: Change): void {
  useEffect(() => {
    if (stage === null) return;
    const stop = new AbortController();
    listenToWheel(stage, change, stop.signal);
    listenToPointers(stage, change, stop.signal);
    return () => stop.abort();
  }, [stage, change]);
}

/** Not passive: the page behind must not scroll, nor the browser enlarge itself. */
function listenToWheel(stage: HTMLElement, change: Change, signal: AbortSignal): void {
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const px = event.deltaMode === 0 ? event.deltaY : event.deltaY * LINE_PX;
    const at = fromMiddle(stage, event);
    change((view, frame) => zoomed(view, 2 ** (-px / WHEEL_PX), at, frame));
  };
  stage.addEventListener("wheel", onWheel, { passive: false, signal });
}

/** One of them moves it, two enlarge it. */
function listenToPointers(stage: HTMLElement, change: Change, signal: AbortSignal): void {
  const down = new Map<number, Point>();
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    down.set(event.pointerId, fromMiddle(stage, event));
  };
  const onMove = (event: PointerEvent): void => {
    if (!down.has(event.pointerId)) return;
    const before = spanOf([...down.values()]);
    down.set(event.pointerId, fromMiddle(stage, event));
    const after = spanOf([...down.values()]);
    const by = { x: after.at.x - before.at.x, y: after.at.y - before.at.y };
    const factor = before.wide > 0 ? after.wide / before.wide : 1;
    change((view, frame) => moved(zoomed(view, factor, before.at, frame), by, frame));
  };
  const onUp = ({ pointerId }: PointerEvent): void => {
    down.delete(pointerId);
  };
  const onDouble = (event: MouseEvent): void => {
    const at = fromMiddle(stage, event);
    change((view, frame) => (view.scale > 1 ? WHOLE : zoomed(view, DOUBLE, at, frame)));
  };
  stage.addEventListener("pointerdown", onDown, { signal });
  stage.addEventListener("pointermove", onMove, { signal });
  for (const gone of ["pointerup", "pointercancel"] as const) stage.addEventListener(gone, onUp, { signal });
  stage.addEventListener("dblclick", onDouble, { signal });
}

/** Where they are on the whole, and how far apart. */
function spanOf([first = MIDDLE, second = first]: readonly Point[]): { at: Point; wide: number } {
  return {
    at: { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 },
    wide: Math.hypot(first.x - second.x, first.y - second.y),
  };
}

function fromMiddle(stage: Element, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const box = stage.getBoundingClientRect();
  return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
}

/** Null while there is no picture. */
function frameOf(stage: HTMLElement | null): Frame | null {
  const picture = stage?.querySelector("img");
  if (!stage || !picture) return null;
  const room = { width: stage.clientWidth, height: stage.clientHeight };
  return { width: picture.offsetWidth, height: picture.offsetHeight, room };
}
