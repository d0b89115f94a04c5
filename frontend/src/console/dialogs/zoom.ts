/** How a picture lies in its frame when it is enlarged. Pure. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x`, `y`: how far its middle lies from the middle of the frame, in CSS px. */
export interface View extends Point {
  readonly scale: number;
}

/** Sizes in CSS px: of the picture where it is whole, and of what it may fill. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly room: { readonly width: number; readonly height: number };
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const MOST = 5;

/** What lies at this point, as far from the middle of the frame, stays there. */
export function zoomed(view: View, factor: number, at: Point, frame: Frame): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return within({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, frame);
}

export function moved(view: View, by: Point, frame: Frame): View {
  return within({ ...view, x: view.x + by.x, y: view.y + by.y }, frame);
}

/** No edge of it comes further in than it must. */
function within({ scale, x, y }: View, { width, height, room }: Frame): View {
  return {
    scale,
    x: bounded(x, (width * scale - room.width) / 2),
    y: bounded(y, (height * scale - room.height) / 2),
  };
}

function bounded(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(most, Math.max(-most, value));
}
