/** The list of conversations: its rows, its keys, and what stands there when there are none. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import { ConversationList, type ListHandle } from "../../../src/console/list/ConversationList";
import type { Conversation, Id } from "../../../src/protocol";
import { viewQuery, type ListQuery } from "../../../src/protocol/lists";
import { chat, openConsole, type TestConsole } from "../../support/console";
import { page } from "../../support/samples";

const people = ["Ana", "Ben", "Cleo"];
const three: Conversation[] = people.map((name, index) =>
  chat({
    id: 9 - index,
    contact: { ...chat().contact, id: index, name },
    last_activity_at: `2026-11-21T0${8 - index}:00:00Z`,
  }),
);

interface Shown extends TestConsole {
  list: { current: ListHandle | null };
  onOpen: ReturnType<typeof vi.fn<(id: Id, reply: boolean) => void>>;
  onEverywhere: ReturnType<typeof vi.fn<() => void>>;
  again: (change: { query?: Partial<ListQuery>; open?: Id | null }) => Promise<void>;
}

const QUERY: ListQuery = viewQuery("all");

async function list(
  conversations = three,
  query: Partial<ListQuery> = {},
  open: Id | null = null,
): Promise<Shown> {
  const console = await openConsole({ conversations });
  const handle = createRef<ListHandle>();
  const onOpen = vi.fn<(id: Id, reply: boolean) => void>();
  const onEverywhere = vi.fn<() => void>();
  const element = (asked: Partial<ListQuery>, shown: Id | null) => (
    <ConversationList
      query={{ ...QUERY, ...asked }}
      open={shown}
      onOpen={onOpen}
      onEverywhere={onEverywhere}
      ref={handle}
    />
  );
  const { rerender } = await console.show(element(query, open));
  const again: Shown["again"] = (change) =>
    act(async () => rerender(element({ ...query, ...change.query }, change.open ?? open)));
  return { ...console, list: handle, onOpen, onEverywhere, again };
}

const names = (): string[] =>
  screen.getAllByRole("option").map((row) => people.find((name) => within(row).queryByText(name)) ?? "?");

test("the newest activity is on top", async () => {
  await list(three.toReversed());
  expect(names()).toEqual(["Ana", "Ben", "Cleo"]);
});

test("a conversation that something happens in moves up", async () => {
  const { event } = await list();
  const [, , cleo] = three;
  await event("conversation.updated", { ...cleo, last_activity_at: "2026-11-21T09:00:00Z" });
  expect(names()).toEqual(["Cleo", "Ana", "Ben"]);
});

test("while the pointer rests on the list nothing moves, and what waits is counted", async () => {
  const { event, user } = await list();
  fireEvent.pointerMove(screen.getByRole("listbox"), { pointerType: "mouse" });
  const [, , cleo] = three;
  await event("conversation.updated", { ...cleo, last_activity_at: "2026-11-21T09:00:00Z" });
  expect(names()).toEqual(["Ana", "Ben", "Cleo"]);
  await user.click(screen.getByRole("button", { name: "1 new" }));
  expect(names()).toEqual(["Cleo", "Ana", "Ben"]);
});

test("one that no longer fits leaves the list", async () => {
  const { event } = await list();
  await event("conversation.updated", { ...three[0], status: "resolved" });
  expect(names()).toEqual(["Ben", "Cleo"]);
});

test("a new one joins it", async () => {
  const { event } = await list(three.slice(1));
  await event("conversation.created", { ...three[0], last_activity_at: "2026-11-21T10:00:00Z" });
  expect(names()).toEqual(["Ana", "Ben", "Cleo"]);
});

describe("keys", () => {
  const focused = (): string | null => document.activeElement?.getAttribute("data-id") ?? null;

  test("there is one tab stop", async () => {
    await list();
    expect(screen.getAllByRole("option").map((row) => row.tabIndex)).toEqual([0, -1, -1]);
  });

  test("arrows, Home and End move the active row and the focus", async () => {
    const { user } = await list();
    await user.tab();
    await user.keyboard("{ArrowDown}");
    expect(focused()).toBe("8");
    await user.keyboard("{End}");
    expect(focused()).toBe("7");
    await user.keyboard("{ArrowUp}");
    expect(focused()).toBe("8");
    await user.keyboard("{Home}");
    expect(focused()).toBe("9");
  });

  test("they stop at the ends", async () => {
    const { user } = await list();
    await user.tab();
    await user.keyboard("{ArrowUp}");
    expect(focused()).toBe("9");
    await user.keyboard("{End}{ArrowDown}");
    expect(focused()).toBe("7");
  });

  test.each(["{Enter}", " "])("%o opens the active one, without asking for an answer", async (key) => {
    const { user, onOpen } = await list();
    await user.tab();
    await user.keyboard(`{ArrowDown}${key}`);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(8, false);
  });

  test("another key is left to the page", async () => {
    const { user, onOpen } = await list();
    await user.tab();
    await user.keyboard("x");
    expect(onOpen).not.toHaveBeenCalled();
    expect(focused()).toBe("9");
  });

  test("j and k of the page go through the handle", async () => {
    const { list: handle } = await list();
    expect(handle.current?.active()).toBe(9);
    await act(async () => handle.current?.move(1));
    expect(focused()).toBe("9");
    await act(async () => handle.current?.move(1));
    expect(focused()).toBe("8");
    expect(handle.current?.active()).toBe(8);
  });

  test("the open conversation is the active one", async () => {
    const { list: handle, again } = await list(three, {}, 8);
    expect(handle.current?.active()).toBe(8);
    await again({ open: 7 });
    expect(handle.current?.active()).toBe(7);
    const current = screen.getAllByRole("option").map((row) => row.getAttribute("aria-current"));
    expect(current).toEqual([null, null, "true"]);
  });
});

describe("without rows", () => {
  test("a view says why it is empty", async () => {
    const { server, again } = await list([]);
    server.on("GET", /view=mine/u, page([], 10));
    await again({ query: { view: "mine" } });
    expect(await screen.findByText("Nothing is assigned to you")).toBeTruthy();
  });

  test("a search of a part offers to look everywhere", async () => {
    const { user, onEverywhere } = await list([], { q: "Stone" });
    await user.click(await screen.findByRole("button", { name: "Search in all conversations" }));
    expect(onEverywhere).toHaveBeenCalledOnce();
  });

  test("a list that did not come can be asked for again", async () => {
    const { server, user, again } = await list();
    server.refuses("GET", /view=mine/u, 400, { detail: "No." });
    await again({ query: { view: "mine" } });
    expect(await screen.findByText("The list could not be loaded.")).toBeTruthy();
    server.on("GET", /view=mine/u, page([], 10));
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Nothing is assigned to you")).toBeTruthy();
  });
});

test("the next page comes by itself when its place comes near", async () => {
  const { server, again } = await list();
  const more = chat({
    id: 3,
    contact: { ...chat().contact, name: "Dora" },
    last_activity_at: "2026-11-20T08:00:00Z",
  });
  server.on("GET", /view=unassigned/u, page(three, 10, "/api/conversations/?view=unassigned&cursor=2"));
  server.on("GET", /cursor=2/u, page([more], 10));
  await again({ query: { view: "unassigned" } });
  expect(await screen.findByText("Dora")).toBeTruthy();
  expect(server.count("GET", /cursor=2/u)).toBe(1);
});

test("what a search finds is what the server says, in its order", async () => {
  const { server, again } = await list();
  server.on("GET", /q=lamp/u, page([three[2], three[0]], 10));
  await again({ query: { q: "lamp" } });
  await waitFor(() => expect(names()).toEqual(["Cleo", "Ana"]));
});

test("what comes while a finger presses a row moves nothing under it", async () => {
  const { user, event, onOpen } = await list();
  const [first] = screen.getAllByRole("option");
  await user.pointer({ keys: "[TouchA>]", target: first as HTMLElement });
  await event("conversation.updated", { ...three[2], last_activity_at: "2026-11-21T09:00:00Z" });
  expect(names()).toEqual(["Ana", "Ben", "Cleo"]);
  await user.pointer({ keys: "[/TouchA]", target: first as HTMLElement });
  expect(onOpen).toHaveBeenCalledWith(9, true);
  await waitFor(() => expect(names()).toEqual(["Cleo", "Ana", "Ben"]));
});
