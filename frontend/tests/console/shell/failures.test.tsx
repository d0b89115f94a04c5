/** What is said when a message did not get there. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { FailureAlert } from "../../../src/console/shell/FailureAlert";
import type { Message } from "../../../src/protocol";
import { undelivered } from "../../../src/store/undelivered";
import { openConsole } from "../../support/console";
import { message, mia } from "../../support/samples";

const sam = { id: 1, username: "demo", name: "Sam" };
const error = { code: "131026", title: "Not on WhatsApp", detail: "", action: "", advice: "resend" } as const;
const ours = (change: Partial<Message> = {}) =>
  message({ id: 50, direction: "outbound", author: sam, status: "failed", error, ...change });
const updated = (change: Partial<Message> = {}) => ({ k: "message.updated", d: ours(change) }) as const;

describe("an alert is", () => {
  test.each([
    ["failed", {}],
    ["unconfirmed", { status: "unconfirmed", error: null }],
  ] as const)("the agent's own that is %s", (status, change) => {
    expect(undelivered(updated(change), { status: "sending" }, 1)?.status).toBe(status);
  });

  test.each([
    ["a colleague's", updated({ author: mia }), {}],
    ["what has failed before", updated(), { status: "failed" }],
    ["what an agent took back", updated({ error: { ...error, code: "cancelled" } }), {}],
    ["what a template went out for", updated({ error: { ...error, code: "replaced" } }), {}],
    ["what is delivered", updated({ status: "delivered" }), {}],
  ] as const)("not %s", (_, event, was) => {
    expect(undelivered(event, was, 1)).toBeNull();
  });
});

const alert = () => screen.getByRole("alert").textContent;

test("of the open conversation it is said at once, with the way on", async () => {
  const console = await openConsole();
  await console.show(<FailureAlert open={9} />);
  await console.event("message.updated", ours());
  await waitFor(() => expect(alert()).toBe("Not delivered to Ana: Not on WhatsApp. Resend available."));
  await console.event("message.updated", ours({ id: 51, status: "unconfirmed", error: null }));
  await waitFor(() => expect(alert()).toMatch(/^Unconfirmed: your message to Ana may or may not/u));
  expect(console.client.notice.get()).toBeNull();
});

test("of another one it is shown as well, with the way there", async () => {
  const console = await openConsole();
  await console.show(<FailureAlert open={8} />);
  await console.event("message.updated", ours());
  await waitFor(() =>
    expect(console.client.notice.get()).toEqual({
      kind: "problem",
      text: "Not delivered to Ana: Not on WhatsApp. Resend available.",
      conversation: 9,
    }),
  );
});
