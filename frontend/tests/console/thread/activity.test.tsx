/** What was done to the open conversation, as lines of its thread. */
// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { en } from "../../../src/console/i18n/en";
import { activityText } from "../../../src/console/thread/activityText";
import { at, log, openPane } from "../../support/pane";
import { activity, mia } from "../../support/samples";

const sam = { id: 5, username: "sam", name: "Sam" };
const done = (): string[] =>
  within(log())
    .queryAllByRole("listitem")
    .map(({ textContent }) => textContent.replace(/ · .*/u, ""));

test("a line comes when a colleague does something", async () => {
  const { event } = await openPane();
  await event("activity.created", activity({ at: at(2) }));
  expect(done()).toEqual(["Sam resolved"]);
});

test("many are folded, and unfolded by hand", async () => {
  const { event, user } = await openPane();
  const lines = [1, 2, 3, 4, 5].map((id) =>
    activity({ id, at: at(2), verb: id % 2 ? "resolved" : "reopened" }),
  );
  await Promise.all(lines.map((line) => event("activity.created", line)));
  expect(done()).toEqual(["3 more", "Sam reopened", "Sam resolved"]);
  await user.click(screen.getByRole("button", { name: "3 more" }));
  expect(done()).toHaveLength(6);
});

test.each([
  [activity({ verb: "assigned", after: sam }), "Sam took the conversation"],
  [activity({ verb: "assigned", after: mia }), "Sam assigned to you"],
  [activity({ verb: "unassigned", before: sam, after: null }), "Sam gave the conversation back"],
  [activity({ by: { kind: "agent", id: mia.id, name: "Mia" } }), "You resolved"],
  [activity({ by: { kind: "token", id: 5, name: "Sam" } }), "A program of Sam resolved"],
  [activity({ by: { kind: "rule", id: 1, name: "Night" } }), "The rule “Night” resolved"],
  [activity({ by: { kind: "provider", id: null, name: "twilio" } }), "Twilio resolved"],
  [activity({ verb: "reopened", why: "customer_wrote" }), "Reopened: the customer wrote"],
  [activity({ verb: "labels_added", before: null, after: ["vip", "late"] }), "Sam added “vip”, “late”"],
  [activity({ verb: "team_assigned", after: { id: 4, name: "Billing" } }), "Sam gave to the team Billing"],
  [activity({ verb: "priority_changed", before: "normal", after: "high" }), "Sam set the priority to High"],
  [activity({ verb: "contact_renamed", before: "A", after: "Ana" }), "Sam renamed the customer to Ana"],
  [activity({ verb: "note_deleted", before: null, after: null }), "Sam deleted a note"],
  [activity({ verb: "painted" }), null],
])("says who did what: %#", (line, text) => {
  expect(activityText(line, mia.id, en)).toBe(text);
});
