/** What was read once and is kept by the feed: a change that overtakes the answer is not lost. */
import { QueryObserver, type QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { changeKept, newQueries } from "../../src/store/queries";

const KEY = ["rows", 1];
/** For a busy machine. */
const PATIENCE = { timeout: 20_000 };

/** Somebody looks; the server answers when the test says so. */
function look(queries: QueryClient): ((rows: number[]) => void)[] {
  const answers: ((rows: number[]) => void)[] = [];
  const queryFn = (): Promise<number[]> => new Promise((resolve) => answers.push(resolve));
  new QueryObserver(queries, { queryKey: KEY, queryFn }).subscribe(() => undefined);
  return answers;
}

const add = (queries: QueryClient, row: number): void =>
  changeKept<number[]>(queries, KEY, (rows) => [...rows, row]);
const rows = (queries: QueryClient): unknown => queries.getQueryData(KEY);

test("a change while the first answer is on its way is asked for again", async () => {
  const queries = newQueries();
  const answers = look(queries);
  add(queries, 1);
  await vi.waitFor(() => expect(answers).toHaveLength(2), PATIENCE);
  answers[0]?.([]);
  answers[1]?.([1]);
  await vi.waitFor(() => expect(rows(queries)).toEqual([1]), PATIENCE);
});

test("afterwards it is changed where it is, without a question", async () => {
  const queries = newQueries();
  const answers = look(queries);
  answers[0]?.([]);
  await vi.waitFor(() => expect(rows(queries)).toEqual([]), PATIENCE);
  add(queries, 2);
  expect(rows(queries)).toEqual([2]);
  expect(answers).toHaveLength(1);
});

test("nobody looks: nothing is asked and nothing is made up", () => {
  const queries = newQueries();
  add(queries, 3);
  expect(rows(queries)).toBeUndefined();
});
