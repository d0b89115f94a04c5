/** A message that is still in this browser: on its way, held up, or refused. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { PendingBubble } from "../../../src/console/bubble/PendingBubble";
import { ThreadActionsContext, type ThreadActions } from "../../../src/console/thread/threadActions";
import { pendingOf, type Pending } from "../../../src/store/state/pending";
import { FILE_GONE } from "../../../src/store/sending/sending";
import { serverNow } from "../../../src/protocol/serverClock";
import { soonTime } from "../../../src/ui/text/format";
import { chat, openConsole } from "../../support/console";
import { log, openPane } from "../../support/pane";
import { mia, quote } from "../../support/samples";

const file = { kind: "image", name: "a.png", type: "image/png", size: 3, voice: false } as const;
const refused = (code: string, sentence = "Not like this."): Partial<Pending> => ({
  state: "refused",
  refusal: { code, sentence },
});

async function shown(change: Partial<Pending> = {}) {
  const console = await openConsole();
  const edit = vi.fn<(pending: Pending) => void>();
  const resend = vi.spyOn(console.client.sending, "resend").mockImplementation(() => {});
  const draft = {
    clientId: "c1",
    conversation: 9,
    content: "Mine",
    at: "2026-11-21T08:00:00Z",
    lastSeenSeq: 10,
    thenResolve: false,
  };
  const pending = { ...pendingOf(draft), ...change };
  await console.show(
    <ThreadActionsContext value={{ edit } as unknown as ThreadActions}>
      <PendingBubble pending={pending} />
    </ThreadActionsContext>,
  );
  return { ...console, edit, resend, pending };
}

const buttons = (): string[] => screen.queryAllByRole("button").map(({ textContent }) => textContent);

describe("on its way", () => {
  test("it shows its words and a clock, and asks for nothing", async () => {
    await shown({ state: "sending" });
    expect(screen.getByText("Mine")).toBeTruthy();
    expect(screen.getByRole("img", { name: "Waiting" })).toBeTruthy();
    expect(buttons()).toEqual([]);
  });

  test("it keeps the quote that it will carry", async () => {
    await shown({ replyTo: quote("*Hello* there", { direction: "outbound", author: mia }) });
    expect(screen.getByText("Hello there").parentElement?.textContent).toBe("Mia Hello there");
  });

  test("without a connection it says what it waits for, until there is one", async () => {
    const { client } = await shown({ state: "waiting" });
    expect(screen.queryByText("Waits for the connection")).toBeNull();
    await act(async () => client.link.set({ state: "waiting", stop: null, inSync: false }));
    expect(screen.getByText("Waits for the connection")).toBeTruthy();
    await act(async () => client.link.set({ state: "open", stop: null, inSync: true }));
    expect(screen.queryByText("Waits for the connection")).toBeNull();
  });

  test("one for later says when it goes, not that it is queued", async () => {
    const sendAt = new Date(serverNow() + 3_600_000).toISOString();
    const fallback = { name: "order_update", language: "en", variables: {} };
    const { client } = await shown({ state: "waiting", sendAt, fallback });
    const time = screen.getByText(`Goes out ${soonTime(new Date(sendAt), new Date(serverNow()))}`);
    expect(time.getAttribute("dateTime")).toBe(sendAt);
    expect(screen.getByText("After the window the template order_update goes instead.")).toBeTruthy();
    expect(screen.getByRole("img", { name: "Goes out later" })).toBeTruthy();
    await act(async () => client.link.set({ state: "waiting", stop: null, inSync: false }));
    expect(screen.getByText("Waits for the connection")).toBeTruthy();
  });

  test("one whose request is under way waits for no connection", async () => {
    const { client } = await shown({ state: "sending" });
    await act(async () => client.link.set({ state: "waiting", stop: null, inSync: false }));
    expect(screen.queryByText("Waits for the connection")).toBeNull();
  });
});

describe("refused", () => {
  test("a text says why, and can be tried again or changed", async () => {
    const { user, resend, edit, pending } = await shown(refused("invalid"));
    expect(screen.getByText("Not like this.")).toBeTruthy();
    expect(screen.getByRole("img", { name: "Not sent" })).toBeTruthy();
    expect(buttons()).toEqual(["Try again", "Edit"]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(resend).toHaveBeenCalledExactlyOnceWith("c1");
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(edit).toHaveBeenCalledExactlyOnceWith(pending);
  });

  test("tried again the focus is on its message, not lost with the button", async () => {
    const console = await openPane();
    console.server.refuses("POST", /conversations\/9\/messages\/$/u, 400, { detail: "Not like this." });
    await console.user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Mine{Enter}");
    const again = await within(log()).findByRole("button", { name: "Try again" });
    const row = again.closest("[role=article]");
    const { promise } = Promise.withResolvers<Response>();
    console.server.on("POST", /conversations\/9\/messages\/$/u, () => promise);
    await console.user.click(again);
    await waitFor(() => expect(within(log()).queryByRole("button", { name: "Try again" })).toBeNull());
    expect(row?.textContent).toContain("Mine");
    expect(document.activeElement).toBe(row);
  });

  const past = { sendAt: "2026-11-21T09:00:00Z" };

  test.each([
    ["time_passed", ["Change time", "Send now", "Edit"]],
    ["too_far_ahead", ["Change time", "Edit"]],
    ["window_closed_then", ["Change time", "Edit"]],
  ])("for its time (%s) it is given another one, not tried again with the same", async (code, offered) => {
    const fallback = { name: "order_update", language: "en", variables: {} };
    const { user, resend } = await shown({ ...refused(code), ...past, fallback });
    expect(buttons()).toEqual(offered);
    const before = serverNow();
    await user.click(screen.getByRole("button", { name: "Change time" }));
    await user.click(await screen.findByRole("option", { name: /^In 1 hour/u }));
    expect(resend).toHaveBeenCalledExactlyOnceWith("c1", { sendAt: expect.any(String), fallback });
    const sendAt = resend.mock.calls[0]?.[1]?.sendAt ?? "";
    expect(Date.parse(sendAt) - before).toBeGreaterThan(3_500_000);
  });

  test("once its time has passed it may go at once", async () => {
    const { user, resend } = await shown({ ...refused("time_passed"), ...past });
    await user.click(screen.getByRole("button", { name: "Send now" }));
    expect(resend).toHaveBeenCalledExactlyOnceWith("c1", { sendAt: null, fallback: null });
  });

  test("changed, it says that its time is gone", async () => {
    const console = await openPane();
    console.server.refuses("POST", /conversations\/9\/messages\/$/u, 400, {
      code: "time_passed",
      detail: "Passed.",
    });
    await act(async () => console.client.sending.send(chat(), { content: "Mine", ...past }));
    await console.user.click(await within(log()).findByRole("button", { name: "Edit" }));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Ana" }).value).toBe("Mine");
    expect(console.client.notice.get()).toEqual({
      kind: "told",
      text: "It has no time any more: choose one again, or it goes at once.",
    });
  });

  test("for the closed window it may wait until they write", async () => {
    const { user, resend } = await shown(refused("window_closed"));
    await user.click(screen.getByRole("button", { name: "Send when they reply" }));
    expect(resend).toHaveBeenCalledExactlyOnceWith("c1", { hold: true });
  });

  test("one that already was to wait is not offered that again", async () => {
    await shown({ ...refused("window_closed"), hold: true });
    expect(buttons()).not.toContain("Send when they reply");
  });

  test("a file cannot be changed, only thrown away", async () => {
    const { user, client } = await shown({ ...refused("too_large"), kind: "image", file });
    const discard = vi.spyOn(client, "discard");
    expect(buttons()).toEqual(["Try again", "Discard"]);
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect(discard).toHaveBeenCalledExactlyOnceWith("c1");
  });

  test("a file that a reload has lost is not tried again", async () => {
    await shown({ ...refused(FILE_GONE), kind: "image", file });
    expect(buttons()).toEqual(["Discard"]);
  });
});
