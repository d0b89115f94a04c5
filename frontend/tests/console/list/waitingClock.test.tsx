/** How long somebody waits: grey, amber, red, by the limits of their inbox. */
// @vitest-environment jsdom
import { expect, test } from "vitest";
import { WaitingClock } from "../../../src/console/shared/WaitingClock";
import { waitLevel } from "../../../src/ui/text/format";
import { capableMe, openConsole } from "../../support/console";

const MINUTE = 60_000;
const SINCE = "2026-11-21T08:00:00Z";

test.each([
  [15 * MINUTE, "short"],
  [15 * MINUTE + 1, "long"],
  [60 * MINUTE, "long"],
  [60 * MINUTE + 1, "too-long"],
])("%i ms: %s", (waited, level) => {
  expect(waitLevel(waited, 15, 60)).toBe(level);
});

test.each([
  [4, "short"],
  [6, "long"],
  [31, "too-long"],
])("after %i minutes of an inbox with limits of 5 and 30 it is %s", async (minutes, level) => {
  const me = capableMe();
  const inboxes = me.inboxes.map((one) => Object.assign({}, one, { waiting_amber: 5, waiting_red: 30 }));
  const { show } = await openConsole({ me: { ...me, inboxes } });
  const now = Date.parse(SINCE) + minutes * MINUTE;
  const { container } = await show(
    <WaitingClock conversation={{ inbox: 7, waiting_since: SINCE }} now={now} />,
  );
  expect(container.querySelector(".waiting-clock")?.classList.contains(level)).toBe(true);
  expect(container.querySelector(".waiting-clock .icon")).toBeTruthy();
});

test("nobody who does not wait has one", async () => {
  const { show } = await openConsole();
  const { container } = await show(
    <WaitingClock conversation={{ inbox: 7, waiting_since: null }} now={Date.parse(SINCE)} />,
  );
  expect(container.querySelector(".waiting-clock")).toBeNull();
});
