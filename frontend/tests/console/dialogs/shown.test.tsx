/** Dialogs that show something: the course of a message, pictures, keys, emoji, a microphone. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { Timeline } from "../../../src/console/dialogs/Timeline";
import { VoiceRecorder } from "../../../src/console/dialogs/voice/VoiceRecorder";
import { EmojiPicker } from "../../../src/console/dialogs/EmojiPicker";
import { CheatSheet } from "../../../src/console/keyboard/CheatSheet";
import { dialogs } from "../../../src/console/i18n/dialogs.en";
import { SHORTCUTS } from "../../../src/console/keyboard/keys";
import type { KeySettings } from "../../../src/console/keyboard/useKeySettings";
import type { Message, TimelineChange } from "../../../src/protocol";
import { openConsole } from "../../support/console";
import { message } from "../../support/samples";

const change = (status: TimelineChange["status"], minute: number, more: object = {}): TimelineChange => ({
  status,
  at: `2026-11-21T08:0${minute}:00Z`,
  provider_at: null,
  error: null,
  ...more,
});

describe("the course of a message", () => {
  async function timeline(shown: Partial<Message>) {
    const console = await openConsole();
    const onClose = vi.fn<() => void>();
    await console.show(<Timeline message={message({ direction: "outbound", ...shown })} onClose={onClose} />);
    return { ...console, onClose, dialog: within(await screen.findByRole("dialog")) };
  }

  test("names every status in its order", async () => {
    const course = [change("queued", 1), change("sending", 2), change("sent", 3), change("played", 4)];
    const { dialog } = await timeline({ timeline: course });
    const items = dialog.getAllByRole("listitem").map((item) => item.querySelector("strong")?.textContent);
    expect(items).toEqual(["Waiting", "Sending", "Sent", "Played"]);
  });

  test("tells the provider's clock beside ours", async () => {
    const { dialog } = await timeline({
      timeline: [change("sent", 1, { provider_at: "2026-11-21T08:00:58Z" })],
    });
    expect(dialog.getByText(/WhatsApp's clock/u)).toBeTruthy();
  });

  test("says why it did not arrive, once", async () => {
    const error = { code: "131026", title: "Not delivered", detail: "No such number", action: "Check it" };
    const { dialog } = await timeline({ error: error as Message["error"] });
    expect(dialog.getByText("Not delivered (131026)")).toBeTruthy();
    expect(dialog.getByText("No such number")).toBeTruthy();
    expect(dialog.getByText("Check it")).toBeTruthy();
  });

  test.each([
    [{ billable: true, category: "service", type: "regular" }, "Billable · reply to a customer"],
    [
      { billable: false, category: "service", type: "free_customer_service" },
      "Free of charge · reply to a customer · within the service window",
    ],
    [{ billable: null, category: "brand_new", type: "odd" }, "brand_new · odd"],
    [{ category: "", type: "", amount: "0.00500", currency: "USD" }, "Billable · 0.00500 USD"],
    [{ billable: false, category: "", type: "", amount: "0", currency: "USD" }, "Free of charge"],
  ])("tells what it costs: %o", async (pricing, line) => {
    const shown = { billable: true, model: "PMP", amount: "", currency: "", ...pricing };
    const { dialog } = await timeline({ pricing: shown });
    expect(dialog.getByText(line)).toBeTruthy();
  });

  test("counts attempts only when there were several", async () => {
    const one = await timeline({ timeline: [change("sending", 1)] });
    expect(one.dialog.queryByText("Attempts")).toBeNull();
    const two = await timeline({
      timeline: [change("sending", 1), change("queued", 2), change("sending", 3)],
    });
    expect(two.dialog.getByText("Attempts").nextSibling?.textContent).toBe("2");
  });

  test("keeps what it said before it was edited", async () => {
    const { dialog } = await timeline({
      content: "Tuesday",
      revisions: [{ content: "Monday", until: "2026-11-21T09:00:00Z" }],
    });
    expect(dialog.getByText("Earlier versions")).toBeTruthy();
    expect(dialog.getByText("Monday")).toBeTruthy();
  });

  test.each([
    ["phone", "on the business's own phone"],
    ["history", "before this console: imported history"],
  ])("tells where it was written: %s", async (origin, words) => {
    const { dialog } = await timeline({ origin });
    expect(dialog.getByText(words)).toBeTruthy();
  });

  test("follows the message while it is open", async () => {
    const shown = message({
      id: 2,
      direction: "outbound",
      status: "queued",
      timeline: [change("queued", 1)],
    });
    const { event, client, dialog } = await timeline(shown);
    await client.threads.load(9);
    await event("message.created", shown);
    await event("message.updated", { ...shown, timeline: [change("queued", 1), change("sent", 2)] });
    expect(await dialog.findByText("Sent")).toBeTruthy();
  });

  test("closes", async () => {
    const { user, onClose } = await timeline({});
    await user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });
});

describe("the table of keys", () => {
  const settings: KeySettings = {
    singleKeys: true,
    onSingleKeys: vi.fn(),
    opensNext: false,
    onOpensNext: vi.fn(),
    enterSends: true,
    onEnterSends: vi.fn(),
  };

  async function sheet(change: Partial<KeySettings> = {}) {
    const console = await openConsole();
    const onSingleKeys = vi.fn<(on: boolean) => void>();
    await console.show(<CheatSheet settings={{ ...settings, onSingleKeys, ...change }} onClose={vi.fn()} />);
    return { ...console, onSingleKeys };
  }

  test("has a row for each command, and what keys mean in a thread", async () => {
    await sheet();
    const rows = SHORTCUTS.length + dialogs.inThread.length;
    await waitFor(() => expect(screen.getAllByRole("term")).toHaveLength(rows));
  });

  test("shows the keys as they are where Enter breaks the line", async () => {
    await sheet({ enterSends: false });
    const keysOfRow = (name: string) =>
      screen.getByText(name).parentElement?.querySelector("dd")?.textContent;
    expect(keysOfRow("Send")).toBe("Ctrl+Enter");
    expect(keysOfRow("Send and resolve")).toBe("Ctrl+Shift+Enter");
    expect(screen.queryByText("Send, resolve and open the next")).toBeNull();
  });

  test("lets Enter break the line", async () => {
    const onEnterSends = vi.fn<(on: boolean) => void>();
    const { user } = await sheet({ onEnterSends });
    await user.click(screen.getByRole("checkbox", { name: /^Enter sends/u }));
    expect(onEnterSends).toHaveBeenCalledExactlyOnceWith(false);
  });

  test("single keys can be switched off", async () => {
    const { user, onSingleKeys } = await sheet();
    await user.click(screen.getByRole("checkbox", { name: "Single-key shortcuts" }));
    expect(onSingleKeys).toHaveBeenCalledExactlyOnceWith(false);
  });
});

describe("emoji", () => {
  test("are found by name and picked", async () => {
    const console = await openConsole();
    const onPick = vi.fn<(emoji: string) => void>();
    await console.show(<EmojiPicker onPick={onPick} />);
    await console.user.type(screen.getByRole("searchbox"), "wave");
    await console.user.click(screen.getByRole("button", { name: /wave|👋/u }));
    expect(onPick).toHaveBeenCalledExactlyOnceWith("👋");
  });

  test("that are not there are told", async () => {
    const console = await openConsole();
    await console.show(<EmojiPicker onPick={vi.fn()} />);
    await console.user.type(screen.getByRole("searchbox"), "zzzz");
    expect(screen.getByText("No emoji of that name")).toBeTruthy();
  });
});

describe("a voice message without a microphone", () => {
  test("says what is the matter, and can be tried again or left", async () => {
    const console = await openConsole();
    const onCancel = vi.fn<() => void>();
    await console.show(<VoiceRecorder onDone={vi.fn()} onKeep={vi.fn()} onCancel={onCancel} />);
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(/This browser cannot record sound here/u)).toBeTruthy();
    await console.user.click(alert.getByRole("button", { name: "Try again" }));
    await console.user.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Close" }));
    expect(onCancel).toHaveBeenCalledOnce();
  });
});
