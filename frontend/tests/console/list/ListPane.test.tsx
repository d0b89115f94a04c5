/** The head of the list: which conversations, and the search. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { expect, test, vi } from "vitest";
import { ListPane } from "../../../src/console/list/ListPane";
import { viewQuery, type ListQuery } from "../../../src/protocol/lists";
import { openConsole } from "../../support/console";

async function pane(change: Partial<ListQuery> = {}, saved: number | null = null) {
  const console = await openConsole();
  const calls = {
    onChange: vi.fn<(change: Partial<ListQuery>) => void>(),
    onEverywhere: vi.fn<() => void>(),
    onOpen: vi.fn<() => void>(),
    onHelp: vi.fn<() => void>(),
  };
  const search = createRef<HTMLInputElement>();
  const element = (query: Partial<ListQuery>) => (
    <ListPane
      query={{ ...viewQuery("all"), ...query }}
      saved={saved}
      open={null}
      list={createRef()}
      search={search}
      {...calls}
    />
  );
  const { rerender } = await console.show(element(change));
  return { ...console, ...calls, search, again: (query: Partial<ListQuery>) => rerender(element(query)) };
}

const box = (): HTMLInputElement => screen.getByRole("searchbox");

test("the chosen view is pressed, another one is asked for", async () => {
  const { user, onChange } = await pane();
  expect(screen.getByRole("button", { name: "All" }).ariaPressed).toBe("true");
  expect(screen.getByRole("button", { name: "Mine" }).ariaPressed).toBe("false");
  await user.click(screen.getByRole("button", { name: "Mine" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ view: "mine" });
});

test("filters are ticked in one picker, by typing too", async () => {
  const { user, onChange } = await pane();
  await user.click(screen.getByRole("button", { name: "Filter" }));
  await user.click(await screen.findByRole("option", { name: "Resolved" }));
  expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ status: ["open", "resolved"] }));
  await user.keyboard("not del{Enter}");
  expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ undelivered: true }));
});

test("what is set stands below, and goes one by one", async () => {
  const { user, onChange } = await pane({ unread: true, priority: ["urgent"], status: [] });
  expect(screen.getByRole("button", { name: "Filter: 3 set" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Remove the filter Unread" }));
  expect(onChange).toHaveBeenLastCalledWith({ unread: false });
  await user.click(screen.getByRole("button", { name: "Remove the filter Urgent" }));
  expect(onChange).toHaveBeenLastCalledWith({ priority: [] });
  await user.click(screen.getByRole("button", { name: "Remove the filter Any status" }));
  expect(onChange).toHaveBeenLastCalledWith({ status: ["open"] });
});

test("a filter that goes leaves the focus to its neighbour, the last one to the button", async () => {
  const { user, onChange, again } = await pane({ unread: true, priority: ["urgent"] });
  onChange.mockImplementation((change) =>
    again("unread" in change ? { priority: [], unread: false } : { unread: true }),
  );
  await user.click(screen.getByRole("button", { name: "Remove the filter Urgent" }));
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Remove the filter Unread" }));
  await user.keyboard("{Enter}");
  expect(screen.queryByRole("group", { name: "Filters that are set" })).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Filter" }));
});

test("a saved view is deleted in two steps, and only by who may change it", async () => {
  const { client, server, user, onChange } = await pane({ unread: true }, 4);
  server.on("DELETE", /\/views\/4\/$/u, () => new Response(null, { status: 204 }));
  // Not known (yet), or a colleague's: what can be done is to save one's own.
  expect(screen.getByRole("button", { name: "Save view" })).toBeTruthy();
  const view = { id: 4, name: "Desk", scope: "personal", filters: {}, editable: true } as const;
  await act(async () => client.store.dispatch({ type: "savedViews", saved: [view] }));
  await user.click(screen.getByRole("button", { name: "Edit view" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit view" }));
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText("Name")));
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  expect(dialog.getByText("Delete “Desk”?")).toBeTruthy();
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Delete" }));
  await user.keyboard("{Enter}");
  expect(server.count("DELETE", /views/u)).toBe(0);
  await user.click(dialog.getByRole("button", { name: "Delete it" }));
  await waitFor(() => expect(onChange).toHaveBeenCalledExactlyOnceWith({ saved: null }));
  expect(server.count("DELETE", /views/u)).toBe(1);
});

test("the order is chosen beside them", async () => {
  const { user, onChange } = await pane();
  await user.click(screen.getByRole("button", { name: "Order: Newest activity" }));
  await user.click(await screen.findByRole("option", { name: "Waiting longest" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ sort: "waiting" });
});

test("views without a tab are behind one", async () => {
  const { user, onChange } = await pane({ view: "snoozed" });
  await user.click(screen.getByRole("button", { name: "More views: Snoozed" }));
  await user.click(await screen.findByRole("option", { name: "Pending" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith(viewQuery("pending"));
});

test("mentions that were not seen are counted where their view is chosen", async () => {
  const { client } = await pane();
  const more = (name: string) => screen.findByRole("button", { name });
  await more("More views");
  const answer = { counts: { "view:mentions": 2 }, most: 100, feed: { 7: { epoch: "ab12", seq: 10 } } };
  await act(async () => client.store.dispatch({ type: "counts", answer }));
  expect((await more("More views, 2 unread mentions")).textContent).toContain("@2");
});

test("a search is asked for once the typing pauses, without the spaces around it", async () => {
  const { user, onChange } = await pane();
  await user.type(box(), " lamp ");
  expect(onChange).not.toHaveBeenCalled();
  await waitFor(() => expect(onChange).toHaveBeenCalledExactlyOnceWith({ q: "lamp" }));
});

test("the button empties it and leaves the focus in the box", async () => {
  const { user, onChange } = await pane({ q: "lamp" });
  await user.click(screen.getByRole("button", { name: "Clear search" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ q: "" });
  expect(box().value).toBe("");
  expect(document.activeElement).toBe(box());
});

test("Escape does, too", async () => {
  const { user, onChange } = await pane({ q: "lamp" });
  await user.type(box(), "{Escape}");
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ q: "" });
});

test("without text there is no button", async () => {
  await pane();
  expect(screen.queryByRole("button", { name: "Clear search" })).toBeNull();
});

test("the box follows what is searched", async () => {
  const { again } = await pane({ q: "lamp" });
  again({ q: "" });
  expect(box().value).toBe("");
});

test("the foot's menu shows the table of keys and logs out", async () => {
  const { user, onHelp } = await pane();
  await user.click(screen.getByRole("button", { name: "Account: Sam" }));
  expect(await screen.findByRole("menuitem", { name: "Log out" })).toBeTruthy();
  await user.click(screen.getByRole("menuitem", { name: "Keyboard shortcuts" }));
  expect(onHelp).toHaveBeenCalledOnce();
});

test("the light says how the connection stands", async () => {
  await pane();
  expect(screen.getByText("In sync")).toBeTruthy();
});

test("the theme is chosen there, too", async () => {
  const { user } = await pane();
  await user.click(screen.getByRole("button", { name: "Account: Sam" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Dark theme" }));
  expect(document.documentElement.dataset["theme"]).toBe("dark");
});
