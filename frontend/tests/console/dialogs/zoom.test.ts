/** A picture that is enlarged: what is looked at stays, and the edges hold. */
import { describe, expect, test } from "vitest";
import { MOST, moved, WHOLE, zoomed, type Frame } from "../../../src/console/dialogs/zoom";

/** As wide as its frame, and half as high. */
const FRAME: Frame = { width: 800, height: 300, room: { width: 800, height: 600 } };
const MIDDLE = { x: 0, y: 0 };

/** Where a point of the picture, as far from its middle, is seen. */
const seen = ({ scale, x }: typeof WHOLE, at: number): number => x + at * scale;

describe("enlarging", () => {
  test("keeps what lies under the pointer", () => {
    const once = zoomed(WHOLE, 2, { x: 120, y: 40 }, FRAME);
    expect(seen(once, 120)).toBeCloseTo(120);
    const twice = zoomed(once, 1.5, { x: 120, y: 40 }, FRAME);
    expect(seen(twice, 120)).toBeCloseTo(120);
  });

  test("ends at five times, and at the whole", () => {
    expect(zoomed(WHOLE, 99, MIDDLE, FRAME).scale).toBe(MOST);
    expect(zoomed(WHOLE, 0.1, { x: 300, y: 0 }, FRAME)).toEqual(WHOLE);
  });

  test("back to the whole leaves it in the middle", () => {
    const off = moved(zoomed(WHOLE, 4, MIDDLE, FRAME), { x: 500, y: 200 }, FRAME);
    expect(zoomed(off, 0.25, { x: -200, y: 10 }, FRAME)).toEqual(WHOLE);
  });
});

describe("moving", () => {
  test("ends where its edge is", () => {
    const large = zoomed(WHOLE, 2, MIDDLE, FRAME);
    expect(moved(large, { x: 9999, y: -9999 }, FRAME)).toEqual({ scale: 2, x: 400, y: 0 });
    expect(moved(large, { x: -9999, y: 0 }, FRAME).x).toBe(-400);
  });

  test("does nothing while all of it is seen", () => {
    expect(moved(WHOLE, { x: 50, y: 50 }, FRAME)).toEqual(WHOLE);
  });
});
