/** The head of the list: which conversations, and the search. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { expect, test, vi } from "vitest";
import { ListPane } from "../../../src/console/list/ListPane";
import type { ListQuery } from "../../../src/protocol/lists";
import { openConsole } from "../../support/console";

async function pane(change: Partial<ListQuery> = {}) {
  const console = await openConsole();
  const calls = {
    onView: vi.fn<(view: string) => void>(),
    onFilter: vi.fn<(filter: string) => void>(),
    onSearch: vi.fn<(q: string) => void>(),
    onEverywhere: vi.fn<() => void>(),
    onOpen: vi.fn<() => void>(),
    onHelp: vi.fn<() => void>(),
  };
  const search = createRef<HTMLInputElement>();
  const element = (query: Partial<ListQuery>) => (
    <ListPane
      query={{ view: "all", filter: "open", q: "", ...query }}
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
  const { user, onView } = await pane();
  expect(screen.getByRole("button", { name: "All" }).ariaPressed).toBe("true");
  expect(screen.getByRole("button", { name: "Mine" }).ariaPressed).toBe("false");
  await user.click(screen.getByRole("button", { name: "Mine" }));
  expect(onView).toHaveBeenCalledExactlyOnceWith("mine");
});

test("the status is chosen beside it", async () => {
  const { user, onFilter } = await pane();
  await user.selectOptions(screen.getByLabelText("Status"), "Resolved");
  expect(onFilter).toHaveBeenCalledExactlyOnceWith("resolved");
});

test("a search is asked for once the typing pauses, without the spaces around it", async () => {
  const { user, onSearch } = await pane();
  await user.type(box(), " lamp ");
  expect(onSearch).not.toHaveBeenCalled();
  await waitFor(() => expect(onSearch).toHaveBeenCalledExactlyOnceWith("lamp"));
});

test("the button empties it and leaves the focus in the box", async () => {
  const { user, onSearch } = await pane({ q: "lamp" });
  await user.click(screen.getByRole("button", { name: "Clear search" }));
  expect(onSearch).toHaveBeenCalledExactlyOnceWith("");
  expect(box().value).toBe("");
  expect(document.activeElement).toBe(box());
});

test("Escape does, too", async () => {
  const { user, onSearch } = await pane({ q: "lamp" });
  await user.type(box(), "{Escape}");
  expect(onSearch).toHaveBeenCalledExactlyOnceWith("");
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

test("the foot shows the table of keys and logs out", async () => {
  const { user, onHelp } = await pane();
  await user.click(screen.getByRole("button", { name: "Keyboard shortcuts" }));
  expect(onHelp).toHaveBeenCalledOnce();
  expect(screen.getByRole("button", { name: "Log out (Sam)" })).toBeTruthy();
});

test("the light says how the connection stands", async () => {
  await pane();
  expect(screen.getByText("In sync")).toBeTruthy();
});

test("the theme goes round", async () => {
  const { user } = await pane();
  await user.click(screen.getByRole("button", { name: "Theme of the system" }));
  await user.click(screen.getByRole("button", { name: "Light theme" }));
  expect(document.documentElement.dataset["theme"]).toBe("dark");
});
