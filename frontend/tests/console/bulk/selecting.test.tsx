/** Several rows of the list at once: selected by keys and pointer, changed with one request. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { viewQuery } from "../../../src/protocol/lists";
import { nothingSelected, withAll } from "../../../src/store/bulk/selection";
import { goContacts } from "../../../src/console/contacts/contactsRoute";
import { go } from "../../../src/console/shell/useRoute";
import { fakePage } from "../../support/page";
import { mia } from "../../support/samples";
import { ID, NAMES, named, row, three } from "../../support/three";

beforeEach(() => go({ open: null, view: "all" }));

const BULK = /\/conversations\/bulk\/$/u;

interface Body {
  conversations: { id: number }[];
  change?: object;
}

async function opened() {
  const console = await three();
  const { server } = console;
  server.on("GET", /\/labels\//u, { results: [{ id: 4, name: "vip", color: "#123456" }], next: null });
  server.on("POST", BULK, ({ body }) => ({
    results: (body as Body).conversations.map(({ id }) => ({
      id,
      name: "",
      result: "changed",
      was: { status: "open", snoozed_until: null },
      now: { status: "resolved", snoozed_until: null },
    })),
    next: null,
    remaining: 0,
  }));
  const asked = () => server.bodies("POST", BULK) as Body[];
  return { ...console, asked };
}

const picked = (): string[] =>
  NAMES.filter((name) => screen.queryByRole("option", { name: new RegExp(name, "u"), selected: true }));
const bar = () => screen.findByRole("toolbar", { name: "Selected conversations" });

describe("selected with the keyboard", () => {
  test("one row after the other, and let go with Escape", async () => {
    const { user } = await opened();
    await user.keyboard("jxjjx");
    expect(picked()).toEqual(["Ana", "Cleo"]);
    expect(within(await bar()).getByRole("status").textContent).toBe("2 selected");
    await user.keyboard("x");
    expect(picked()).toEqual(["Ana"]);
    await user.keyboard("{Escape}");
    expect(picked()).toEqual([]);
    expect(screen.queryByRole("toolbar", { name: "Selected conversations" })).toBeNull();
  });

  test("a range, by arrows with Shift and by Shift and x", async () => {
    const { user } = await opened();
    await user.keyboard("j{Shift>}{ArrowDown}{/Shift}");
    expect(picked()).toEqual(["Ana", "Ben"]);
    await user.keyboard("{Shift>}{ArrowUp}{/Shift}");
    expect(picked()).toEqual(["Ana"]);
    await user.keyboard("jj{Shift>}x{/Shift}");
    expect(picked()).toEqual(NAMES);
  });

  test("all rows, where the focus is in the list only", async () => {
    const { user } = await opened();
    await user.keyboard("{Control>}a{/Control}");
    expect(picked()).toEqual([]);
    await user.keyboard("j{Control>}a{/Control}");
    expect(picked()).toEqual(NAMES);
  });
});

describe("selected with the pointer", () => {
  test("on the picture; with Ctrl; a range with Shift; a click elsewhere opens", async () => {
    const { user } = await opened();
    const picture = row("Ana").querySelector(".row-pick");
    await user.click(picture ?? document.body);
    expect(picked()).toEqual(["Ana"]);
    await user.keyboard("{Control>}");
    await user.click(row("Ben"));
    await user.keyboard("{/Control}{Shift>}");
    await user.click(row("Cleo"));
    await user.keyboard("{/Shift}");
    expect(picked()).toEqual(NAMES);
    await user.click(row("Ben"));
    expect(row("Ben").getAttribute("aria-current")).toBe("true");
    expect(picked()).toEqual(NAMES);
  });

  test("by a finger that stays, and then by taps", async () => {
    Object.defineProperty(navigator, "maxTouchPoints", { value: 5, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(navigator, "maxTouchPoints"));
    await opened();
    await import("../../../src/console/bulk/longPress");
    const touch = { pointerType: "touch", clientX: 5, clientY: 5 };
    fireEvent.pointerDown(row("Ana"), touch);
    await waitFor(() => expect(picked()).toEqual(["Ana"]));
    fireEvent.pointerUp(row("Ana"), touch);
    fireEvent.click(row("Ana"));
    expect(picked()).toEqual(["Ana"]);
    fireEvent.pointerDown(row("Cleo"), touch);
    fireEvent.pointerUp(row("Cleo"), touch);
    fireEvent.click(row("Cleo"));
    expect(picked()).toEqual(["Ana", "Cleo"]);
    expect(screen.queryByRole("feed")).toBeNull();
  });
});

test("what is selected is told to screen readers, and apart from what is open", async () => {
  const { user } = await opened();
  expect(screen.getByRole("listbox", { name: "Conversations" }).getAttribute("aria-multiselectable")).toBe(
    "true",
  );
  await user.keyboard("j{Enter}");
  await waitFor(() => expect(row("Ana").getAttribute("aria-current")).toBe("true"));
  expect(row("Ana").getAttribute("aria-selected")).toBe("false");
});

test("what is selected stays so where it moves and where it goes, and is counted", async () => {
  const { user, event, asked } = await opened();
  await user.keyboard("jxjx");
  await event("conversation.updated", { ...named("Ben"), last_activity_at: "2026-11-21T23:00:00Z" });
  expect(picked()).toEqual(["Ana", "Ben"]);
  await event("conversation.updated", { ...named("Ana"), status: "resolved" });
  expect(picked()).toEqual(["Ben"]);
  const shown = await bar();
  expect(within(shown).getByRole("status").textContent).toBe("2 selected 1 not in this list");
  await user.click(within(shown).getByRole("button", { name: "Deselect what is not in this list" }));
  expect(within(shown).getByRole("status").textContent).toBe("1 selected");
  await user.keyboard("e");
  await waitFor(() => expect(asked()).toHaveLength(1));
  expect(asked()[0]?.conversations.map(({ id }) => id)).toEqual([ID["Ben"]]);
});

test("all of a list are the rows that it shows now, and to be seen as such in another one", async () => {
  const { client, event, user } = await opened();
  const ids = NAMES.map((name) => ID[name] ?? 0);
  act(() => client.bulk.select(withAll(nothingSelected, ids, viewQuery("all"))));
  const status = within(await bar()).getByRole("status");
  await event("conversation.updated", { ...named("Ana"), status: "resolved" });
  await event("conversation.created", { ...named("Ana"), id: 6 });
  expect(status.textContent).toBe("All selected");
  expect(screen.getAllByRole("option", { selected: true })).toHaveLength(3);
  await act(async () => go({ view: "mine" }));
  expect(status.textContent).toBe("All selected Of another list");
  await act(async () => go({ view: "all" }));
  // What has left it is not among the rest.
  await user.keyboard("{Control>}");
  await user.click(row("Ben"));
  await user.keyboard("{/Control}");
  expect(status.textContent).toBe("2 selected");
});

describe("while the list is not on the screen, what is selected in it", () => {
  const elsewhere = [
    ["beside the page of contacts", "(max-width: 0px)", () => goContacts({})],
    ["under the thread of a narrow window", "(max-width: 899px)", () => go({ open: ID["Cleo"] ?? 0 })],
  ] as const;
  test.each(elsewhere)("stays as it is: %s", async (_, media, leave) => {
    const { user, asked, client } = await opened();
    await user.keyboard("jxjx");
    fakePage((query) => query === media);
    onTestFinished(() => fakePage());
    await act(async () => leave());
    await user.keyboard("exl{Escape}");
    // What they would do is asked for once their part is there.
    await act(() => import("../../../src/console/bulk/verbs"));
    expect(screen.queryByRole("dialog", { name: "Labels…" })).toBeNull();
    expect(asked()).toHaveLength(0);
    expect([...client.bulk.selection.get().ids]).toEqual([ID["Ana"], ID["Ben"]]);
  });
});

describe("the verbs' keys", () => {
  test("resolve all of them with one request, said and taken back with one", async () => {
    const { user, asked, server } = await opened();
    await user.keyboard("jxjxe");
    await waitFor(() => expect(asked()).toHaveLength(1));
    expect(asked()[0]?.conversations.map(({ id }) => id)).toEqual([ID["Ana"], ID["Ben"]]);
    expect(asked()[0]?.change).toEqual({ status: "resolved" });
    expect(await screen.findByText("Resolved: 2 conversations")).toBeTruthy();
    expect(picked()).toEqual([]);
    await user.keyboard("z");
    expect(await screen.findByText("Undone: 2 conversations")).toBeTruthy();
    expect(asked()[1]).toEqual({
      conversations: [ID["Ana"], ID["Ben"]].map((id) => ({
        id,
        change: { status: "open", snoozed_until: null },
        was: { status: "resolved", snoozed_until: null },
      })),
    });
    expect(server.count("PATCH", /./u)).toBe(0);
  });

  test("ask before colleagues lose some, and may leave theirs alone", async () => {
    const { user, asked, event } = await opened();
    await event("conversation.updated", { ...named("Ben"), assignee: mia });
    await user.keyboard("j{Control>}a{/Control}a");
    const dialog = await screen.findByRole("dialog", { name: /Mia has it\. Take over/u });
    expect(asked()).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Only the other 2" }));
    await waitFor(() => expect(asked()).toHaveLength(1));
    expect(asked()[0]?.conversations.map(({ id }) => id)).toEqual([ID["Ana"], ID["Cleo"]]);
  });

  test("open pickers for all of them", async () => {
    const { user, asked } = await opened();
    await user.keyboard("jxjxl");
    const picker = await screen.findByRole("dialog", { name: "Labels…" });
    await user.click(await within(picker).findByRole("option", { name: "vip" }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(asked()[0]?.change).toEqual({ add_labels: [4] }));
    await user.click(within(await bar()).getByRole("button", { name: "More to do with them" }));
    const more = await screen.findByRole("dialog", { name: "More to do with them" });
    await user.click(await within(more).findByRole("option", { name: /^Pending/u }));
    await waitFor(() => expect(asked()[1]?.change).toEqual({ status: "pending" }));
    await user.keyboard("kxjxp");
    const priorities = await screen.findByRole("dialog", { name: "Priority…" });
    await user.click(await within(priorities).findByRole("option", { name: "Urgent" }));
    await waitFor(() => expect(asked()[2]?.change).toEqual({ priority: "urgent" }));
  });
});

test("what is refused is listed with names and reasons until it is closed", async () => {
  const { user, server } = await opened();
  const detail = "Mia has already taken this conversation.";
  server.on("POST", BULK, () => ({
    results: [
      { id: ID["Ana"], name: "Ana", result: "refused", code: "already_assigned", detail },
      { id: ID["Ben"], name: "Ben", result: "changed", was: { assignee: null }, now: { assignee: 1 } },
    ],
    next: null,
    remaining: 0,
  }));
  await user.keyboard("jxjxa");
  const list = await screen.findByRole("region", { name: "1 conversation not changed" });
  expect(within(list).getByText(detail)).toBeTruthy();
  expect(screen.getByText(/1 conversation: assigned to .* · 1 not changed/u)).toBeTruthy();
  expect(picked()).toEqual(["Ana"]);
  await user.click(within(list).getByRole("button", { name: "Ana" }));
  await waitFor(() => expect(row("Ana").getAttribute("aria-current")).toBe("true"));
  await user.click(within(list).getByRole("button", { name: "Close this list" }));
  expect(screen.queryByRole("region", { name: /not changed/u })).toBeNull();
});
