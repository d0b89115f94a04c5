/** One row of the list, as agents read it. */
// @vitest-environment jsdom
import { act, cleanup, screen, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { ConversationRow } from "../../../src/console/list/ConversationRow";
import type { Conversation, Me, ShortMessage } from "../../../src/protocol";
import { capableMe, chat, CLOSED_WINDOW, openConsole } from "../../support/console";
import { mia } from "../../support/samples";

const last = (change: Partial<ShortMessage> = {}): ShortMessage => ({
  id: 5,
  direction: "inbound",
  kind: "text",
  content: "Is it there?",
  status: "received",
  timestamp: "2026-11-21T08:00:00Z",
  author: null,
  ...change,
});

async function row(change: Partial<Conversation>, about: number | Me = 24, open = true) {
  const onOpen = vi.fn<(id: number, reply: boolean) => void>();
  const console = await openConsole({
    me: typeof about === "number" ? capableMe({ window_hours: about }) : about,
    conversations: [chat(change)],
  });
  await console.show(
    <ConversationRow
      id={9}
      open={open}
      selected
      active={false}
      position={3}
      size={12}
      top={160}
      onOpen={onOpen}
      onPick={() => {}}
    />,
  );
  return { ...console, onOpen, row: screen.getByRole("option") };
}

test("it says who and what", async () => {
  const { row: shown } = await row({ last_message: last() });
  expect(within(shown).getByText("Ana")).toBeTruthy();
  expect(within(shown).getByText("Is it there?")).toBeTruthy();
});

test("its place in the list is told to screen readers", async () => {
  const { row: shown } = await row({});
  expect(shown.getAttribute("aria-posinset")).toBe("3");
  expect(shown.getAttribute("aria-setsize")).toBe("12");
  expect(shown.getAttribute("aria-selected")).toBe("true");
});

test("what may wait for the customer is not said to have the time of another message", async () => {
  const waits = last({ direction: "outbound", status: "held" });
  const { row: shown } = await row({ last_message: waits, scheduled_at: "2026-11-30T09:00:00Z" });
  const words = within(shown).getByText("Is it there?").parentElement as HTMLElement;
  expect(within(words).getByRole("img").getAttribute("aria-label")).toBe("Not sent yet");
  expect(within(shown).getByRole("img", { name: "Goes out later" })).toBeTruthy();
});

test("a contact without a name is shown by number", async () => {
  const contact = { ...chat().contact, name: "" };
  const { row: shown } = await row({ contact });
  expect(within(shown).getByText("+491511")).toBeTruthy();
});

test("before the first message it says so", async () => {
  const { row: shown } = await row({ last_message: null });
  expect(within(shown).getByText("No message yet")).toBeTruthy();
});

test("marks of WhatsApp's formatting are not shown", async () => {
  const { row: shown } = await row({ last_message: last({ content: "*Now* or _never_" }) });
  expect(within(shown).getByText("Now or never")).toBeTruthy();
});

test.each([
  ["urgent", "Priority: Urgent"],
  ["high", "Priority: High"],
] as const)("%s is marked", async (priority, words) => {
  const { row: shown } = await row({ priority });
  expect(within(shown).getByRole("img", { name: words })).toBeTruthy();
});

test.each(["normal", "low"] as const)("%s is not", async (priority) => {
  const { row: shown } = await row({ priority });
  expect(within(shown).queryByRole("img", { name: /^Priority/u })).toBeNull();
});

test("the inbox is named where there are several", async () => {
  const one = await row({});
  expect(within(one.row).queryByText("Shop")).toBeNull();
  cleanup();
  const { inboxes, ...me } = capableMe();
  const [shop] = inboxes;
  const more = await row({}, { ...me, inboxes: [...inboxes, { ...shop!, id: 8, name: "Studio" }] });
  expect(within(more.row).getByText("Shop")).toBeTruthy();
});

describe("unread messages", () => {
  test.each([
    [1, "1 unread"],
    [99, "99 unread"],
    [100, "100 unread"],
  ])("%i are counted", async (unread, words) => {
    const { row: shown } = await row({ unread });
    expect(within(shown).getByText(words)).toBeTruthy();
  });

  test("more than fit are not counted to the end", async () => {
    const { row: shown } = await row({ unread: 100 });
    expect(within(shown).getByText("99+")).toBeTruthy();
  });

  test("none leave no badge", async () => {
    const { row: shown } = await row({ unread: 0 });
    expect(shown.querySelector(".badge")).toBeNull();
  });
});

describe("whose it is", () => {
  test.each([
    [null, "Unassigned"],
    [mia, "Mia"],
    [{ id: 1, username: "demo", name: "Sam" }, "You"],
  ])("%o is called %s", async (assignee, words) => {
    const { row: shown } = await row({ assignee });
    expect(within(shown).getByText(words)).toBeTruthy();
  });

  test.each([
    [null, "Returns", 0],
    [mia, "Mia", 1],
  ])("with a team, %o is called %s", async (assignee, words, initials) => {
    const { row: shown } = await row({ assignee, team: { id: 4, name: "Returns" } });
    expect(within(shown).getByTitle(words).textContent).toContain(words);
    expect(shown.querySelectorAll(".row-owner .avatar")).toHaveLength(initials);
    expect(within(shown).queryByText("Unassigned")).toBeNull();
  });
});

describe("what we sent last", () => {
  test.each([
    ["queued", "Waiting"],
    ["sent", "Sent"],
    ["delivered", "Delivered"],
    ["read", "Read"],
    ["failed", "Failed"],
    ["unconfirmed", "Unconfirmed"],
  ] as const)("%s has a mark with a name", async (status, words) => {
    const { row: shown } = await row({ last_message: last({ direction: "outbound", status }) });
    expect(within(shown).getByLabelText(words)).toBeTruthy();
  });

  test("what a customer wrote has none", async () => {
    const { row: shown } = await row({ last_message: last() });
    expect(shown.querySelector(".ticks")).toBeNull();
  });
});

describe("the foot", () => {
  test("a status other than open is named", async () => {
    const { row: shown } = await row({ status: "snoozed" });
    expect(within(shown).getByText("Snoozed")).toBeTruthy();
  });

  test("labels are named", async () => {
    const { row: shown } = await row({ labels: [{ id: 1, name: "lamps", color: "#a60" }] });
    expect(within(shown).getByText("lamps")).toBeTruthy();
  });

  test("a closed window is told", async () => {
    const { row: shown } = await row({ window: CLOSED_WINDOW });
    expect(within(shown).getByText("Window closed")).toBeTruthy();
  });

  test("a window that is open for long has no clock, one that closes soon has", async () => {
    const closing = (hours: number) => new Date(Date.now() + hours * 3_600_000 - 60_000).toISOString();
    const { row: shown } = await row({ window: { open: true, closes_at: closing(20) } });
    expect(shown.querySelector(".window-clock")).toBeNull();
    cleanup();
    const { row: soon } = await row({ window: { open: true, closes_at: closing(3) } });
    expect(within(soon).getByText("Window closes in 2 h")).toBeTruthy();
  });

  test("an inbox that knows no window has no clock", async () => {
    const { row: shown } = await row({ window: CLOSED_WINDOW }, 0);
    expect(within(shown).queryByText("Window closed")).toBeNull();
  });
});

test("a click opens it, ready to be answered", async () => {
  const { user, row: shown, onOpen } = await row({});
  await user.click(shown);
  expect(onOpen).toHaveBeenCalledExactlyOnceWith(9, true);
});

test("it follows the feed", async () => {
  const { event } = await row({});
  await event("conversation.updated", chat({ contact: { ...chat().contact, name: "Ana Stone" }, unread: 2 }));
  expect(screen.getByText("Ana Stone")).toBeTruthy();
  expect(screen.getByText("2 unread")).toBeTruthy();
});

test("a draft stands in the place of the last line, but not where it is before the agent's eyes", async () => {
  const shown = await row({ last_message: last() }, 24, false);
  const { drafts } = shown.client.draftKeeper;
  await act(async () => drafts.edit({ conversation: 9, mode: "note" }, { text: "Ask *Ben*" }));
  expect(shown.row.textContent).toContain("Draft: Ask Ben");
  await act(async () => drafts.edit({ conversation: 9, mode: "reply" }, { text: "It is" }));
  expect(shown.row.textContent).toContain("Draft: It is");
  expect(shown.row.textContent).not.toContain("Is it there?");
  await act(async () => {
    for (const mode of ["reply", "note"] as const) drafts.clear({ conversation: 9, mode });
  });
  expect(shown.row.textContent).toContain("Is it there?");
});
