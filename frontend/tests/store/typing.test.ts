import { expect, test, vi } from "vitest";
import { TypingNotifier } from "../../src/store/sending/typing";

test("told at once, then no more often than it lasts, and anew once something was sent", () => {
  let now = 0;
  const tell = vi.fn(() => Promise.reject(new Error("away")));
  const teller = new TypingNotifier(tell, () => now);
  for (now = 0; now <= 45_000; now += 500) teller.typed(9);
  expect(tell).toHaveBeenCalledTimes(3);
  teller.typed(8);
  expect(tell).toHaveBeenLastCalledWith(8);
  teller.sent(9);
  teller.typed(9);
  expect(tell).toHaveBeenCalledTimes(5);
});
