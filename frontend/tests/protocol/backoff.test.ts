import { expect, test } from "vitest";
import { BASE_MS, CEILING_MS, backoff } from "../../src/protocol/socket/backoff";

test("full jitter between nothing and a doubling ceiling", () => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** attempt);
    expect(backoff(attempt, () => 0)).toBe(0);
    expect(backoff(attempt, () => 0.999_999)).toBeLessThanOrEqual(ceiling);
    expect(backoff(attempt, () => 0.5)).toBe(Math.round(ceiling / 2));
  }
});

test("it spreads", () => {
  const delays = new Set(Array.from({ length: 100 }, () => backoff(5)));
  expect(delays.size).toBeGreaterThan(50);
});
