/** Which conversations are selected. */
import { describe, expect, test } from "vitest";
import {
  isSelecting,
  nothingSelected,
  rangeTo,
  toggled,
  withAll,
  withRows,
  type Selection,
} from "../../../src/store/bulk/selection";
import { viewQuery } from "../../../src/protocol/lists";

const ORDER = [1, 2, 3, 4, 5, 6];
const ids = ({ ids: some }: Selection): number[] => [...some].toSorted();
const of = (...some: number[]): Selection => some.reduce(toggled, nothingSelected);

describe("one row", () => {
  test("comes in and goes again", () => {
    expect(ids(of(2, 4))).toEqual([2, 4]);
    expect(ids(of(2, 4, 2))).toEqual([4]);
  });

  test("the last one that goes leaves nothing behind", () => {
    expect(of(2, 2)).toBe(nothingSelected);
    expect(isSelecting(of(2, 2))).toBe(false);
  });
});

describe("a range", () => {
  test("reaches from the row that was toggled last, in both directions", () => {
    expect(ids(rangeTo(of(3), ORDER, 5))).toEqual([3, 4, 5]);
    expect(ids(rangeTo(of(3), ORDER, 1))).toEqual([1, 2, 3]);
  });

  test("grows, shrinks and turns round its beginning", () => {
    const grown = rangeTo(rangeTo(of(3), ORDER, 4), ORDER, 6);
    expect(ids(grown)).toEqual([3, 4, 5, 6]);
    expect(ids(rangeTo(grown, ORDER, 4))).toEqual([3, 4]);
    expect(ids(rangeTo(grown, ORDER, 2))).toEqual([2, 3]);
  });

  test("leaves what was selected before it", () => {
    expect(ids(rangeTo(rangeTo(of(1, 4), ORDER, 6), ORDER, 5))).toEqual([1, 4, 5]);
  });

  test("goes by the order of now: rows may have moved", () => {
    expect(ids(rangeTo(of(3), [6, 5, 3, 1], 6))).toEqual([3, 5, 6]);
  });

  test("begins where none has begun, or its beginning has left the list", () => {
    expect(ids(rangeTo(nothingSelected, ORDER, 4))).toEqual([4]);
    expect(ids(rangeTo(rangeTo(of(9), ORDER, 4), ORDER, 5))).toEqual([4, 5, 9]);
  });
});

describe("all", () => {
  test("rows that are loaded join what is selected", () => {
    expect(ids(withRows(of(9), [1, 2]))).toEqual([1, 2, 9]);
  });

  test("of a list are meant as its query", () => {
    const query = viewQuery("mine");
    const all = withAll(nothingSelected, [1, 2], query);
    expect(all.all).toBe(query);
    expect(isSelecting(all)).toBe(true);
  });

  test.each([
    ["a row that is taken out", (all: Selection) => toggled(all, 2), [1, 3]],
    ["a range", (all: Selection) => rangeTo(all, ORDER, 2), [1, 2, 3]],
  ])("%s makes some of all", (_, change, left) => {
    const some = change(withAll(nothingSelected, [1, 2, 3], viewQuery("mine")));
    expect(some.all).toBeNull();
    expect(ids(some)).toEqual(left);
  });
});
