/** The agent's favourites stand first, then what the team sends most from the inbox. */
import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import type { Template } from "../../src/protocol";
import * as rest from "../../src/protocol/rest/templates";
import { choicesOf, ordered, setFavourite, templateUsed } from "../../src/store/messages/templateOrder";
import { template } from "../support/samples";

afterEach(() => vi.restoreAllMocks());

type Uses = Readonly<Record<number, number>>;

const all = (favourites: number[], uses: Uses): Template[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((id) =>
    template({ id, name: `t${id}`, favourite: favourites.includes(id), uses: uses[id] ?? 0 }),
  );
const sorted = (rows: Template[]) => ordered(rows, choicesOf(rows));
const ids = (favourites: number[], uses: Uses): number[] =>
  sorted(all(favourites, uses)).map((one) => one.template.id);

test("favourites, then what is sent most, then the rest as it was", () => {
  expect(ids([], {})).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(ids([7, 3], { 5: 9, 3: 20, 2: 4 })).toEqual([3, 7, 5, 2, 1, 4, 6, 8]);
  // As often: as it was.
  expect(ids([], { 6: 2, 4: 2, 8: 3 })).toEqual([8, 4, 6, 1, 2, 3, 5, 7]);
});

test("only five stand out as sent, and no favourite does", () => {
  const rows = all([8], { 8: 9, 7: 8, 6: 7, 5: 6, 4: 5, 3: 4, 2: 3 });
  const found = sorted(rows).filter((one) => one.isUsed);
  expect(found.map((one) => one.template.id)).toEqual([7, 6, 5, 4, 3]);
});

test("what cannot be sent any more stands where it was", () => {
  const unsendable = "WhatsApp has rejected it.";
  const refused = template({ id: 9, name: "t9", unsendable, favourite: true, uses: 5 });
  expect(sorted([...all([], {}), refused]).at(-1)).toEqual({ template: refused, isUsed: false });
});

test("the order is that of what was chosen before, not of what is shown", () => {
  const before = choicesOf(all([3], {}));
  expect(ordered(all([7], { 5: 1 }), before).map((one) => one.template.id)[0]).toBe(3);
});

function kept(): { queries: QueryClient; read: () => Template | undefined } {
  const queries = new QueryClient();
  queries.setQueryData(["templates", 7], all([], {}));
  return { queries, read: () => queries.getQueryData<Template[]>(["templates", 7])?.[1] };
}

test("a favourite is one at once, and no longer where the server refuses it", async () => {
  const { queries, read } = kept();
  const put = vi.spyOn(rest, "putFavourite").mockResolvedValueOnce(template());
  await setFavourite(queries, template({ id: 2 }), true);
  expect([read()?.favourite, put.mock.calls]).toEqual([true, [[2, true]]]);
  put.mockRejectedValueOnce(new Error("No."));
  const refused = setFavourite(queries, template({ id: 2, favourite: true }), false);
  expect(read()?.favourite).toBe(false);
  await expect(refused).rejects.toThrow("No.");
  expect(read()?.favourite).toBe(true);
});

test("of two presses the newer one is what the server gets last, and what is shown", async () => {
  const { queries, read } = kept();
  const answers: (() => void)[] = [];
  const put = vi
    .spyOn(rest, "putFavourite")
    .mockReset()
    .mockImplementation(() => new Promise((resolve) => answers.push(() => resolve(template()))));
  const on = setFavourite(queries, template({ id: 2 }), true);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const off = setFavourite(queries, template({ id: 2, favourite: true }), false);
  answers[0]!();
  await on;
  expect(read()?.favourite).toBe(false);
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]!();
  await off;
  expect(put.mock.calls.map(([, favourite]) => favourite)).toEqual([true, false]);
  expect(read()?.favourite).toBe(false);
});

test("what was sent counts one more", () => {
  const { queries, read } = kept();
  templateUsed(queries, template({ id: 2 }));
  templateUsed(queries, template({ id: 2 }));
  expect(read()?.uses).toBe(2);
});
