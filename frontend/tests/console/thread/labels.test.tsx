/** What a message is called by who cannot see it. */
// @vitest-environment jsdom
import { within } from "@testing-library/react";
import { expect, test } from "vitest";
import { at, hello, openPane, reply } from "../../support/pane";
import { activity, message, mia, quote } from "../../support/samples";
import { threadOf } from "../../support/thread";

const question = message({ id: 3, content: "And *now*?", timestamp: at(2), external_id: "wamid.3" });
const articles = () => within(threadOf("Ana")).getAllByRole("article");
const labels = () => articles().map((one) => one.ariaLabel);

test("says who, when, what and how far it is", async () => {
  await openPane([question, reply, hello]);
  expect(labels()).toEqual([
    expect.stringMatching(/^.*21.* Ana, \d\d:00.*: Hello$/u),
    expect.stringMatching(/^Mia, \d\d:01.*: Good morning\. Delivered$/u),
    expect.stringMatching(/^Ana, \d\d:02.*: And now\?$/u),
  ]);
  expect(articles().map((one) => [one.ariaPosInSet, one.ariaSetSize])).toEqual([
    ["1", "3"],
    ["2", "3"],
    ["3", "3"],
  ]);
});

test.each([
  [{ kind: "image", content: "The lamp" }, /Ana, .*: Image\. The lamp$/u],
  [{ revoked_at: at(9) }, /Ana, .*: Deleted by the customer$/u],
  [{ edited_at: at(9) }, /: Hello\. edited$/u],
  [{ reply_to: quote("Good morning") }, /: Hello\. Quoting Ana: “Good morning”$/u],
  [{ reply_to: quote("Yes", { direction: "outbound", author: mia }) }, /: Hello\. Quoting Mia: “Yes”$/u],
  [
    { reactions: [{ from: "contact", emoji: "👍", status: "received", agent: null, at: at(3) }] },
    /👍 from the customer$/u,
  ],
  [
    {
      direction: "outbound",
      status: "failed",
      error: { code: "1", title: "Not on WhatsApp", detail: "", action: "", advice: "none" },
    },
    /We, .*: Hello\. Failed\. Not on WhatsApp$/u,
  ],
] as const)("%o", async (change, label) => {
  await openPane([message({ ...hello, ...(change as object) })]);
  expect(labels()[0]).toMatch(label);
});

test("what was done is one, too", async () => {
  const { event } = await openPane([question, reply, hello]);
  await event("activity.created", activity({ at: at(4) }));
  expect(labels().at(-1)).toMatch(/^What was done\. Sam resolved, \d\d:04/u);
});
