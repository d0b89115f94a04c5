/** The search of everything: what is found, how it is gone to, and what is said where there is nothing. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { capableMe, chat, openConsole } from "../../support/console";
import { at } from "../../support/pane";
import { message, page } from "../../support/samples";

beforeEach(() => go({ open: null, view: "all", q: "", find: null, hit: null }));

const line = (id: number, text: string) => message({ id, content: text, timestamp: at(id) });
const hit = (id: number) => ({
  message: line(id, `A lamp, ${id}`),
  conversation: chat(),
  contact: null,
  excerpt: [
    { text: "A ", found: false },
    { text: "lamp", found: true },
    { text: `, ${id}`, found: false },
  ],
});
const found = (...results: object[]) => ({ results, next: null, meant: [] });

async function search(text: string) {
  const console = await openConsole({
    me: capableMe(),
    messages: [line(3, "A lamp, 3"), line(2, "A lamp, 2"), line(1, "Hello")],
  });
  const contact = { ...hit(3), message: null, conversation: null, contact: chat().contact };
  console.server
    .on("GET", /\/api\/search\/\?kind=messages/u, found(hit(3), hit(2)))
    .on("GET", /\/api\/search\/\?kind=contacts/u, found(contact));
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  await console.user.keyboard("{Shift>}F{/Shift}");
  const field = await screen.findByRole("combobox", { name: "Search everything" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  if (text !== "") await console.user.type(field, text);
  return { ...console, field };
}

const results = () => within(screen.getByRole("listbox", { name: "What was found" }));

test("messages, contacts and conversations stand in one list, what was found marked; the address has the words", async () => {
  const { field } = await search("lamp");
  expect((await results().findAllByRole("option")).length).toBeGreaterThan(3);
  const messages = within(results().getByRole("group", { name: "Messages and notes" }));
  expect(messages.getAllByText("lamp").map(({ tagName }) => tagName)).toEqual(["MARK", "MARK"]);
  expect(results().getByRole("group", { name: "Contacts" })).toBeTruthy();
  expect(location.hash).toContain("find=lamp");
  expect(field.getAttribute("aria-activedescendant")).toBe("search-0");
});

test("Enter goes to the message, and from there to the next one found", async () => {
  const { user, server } = await search("lamp has:file");
  await waitFor(() => expect(results().getAllByRole("option")).toHaveLength(2));
  expect(server.asked.some(({ path }) => /kind=messages&q=lamp&has=file/u.test(path))).toBe(true);
  await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
  const bar = await screen.findByRole("toolbar", { name: "What was found" });
  await waitFor(() => expect(within(bar).getByText("1 of 2")).toBeTruthy());
  const isMarked = (id: number) =>
    waitFor(() => expect(document.querySelector(`[data-message="${id}"]`)?.className).toContain("marked"));
  await isMarked(3);
  expect(location.hash).toContain("hit=3");
  await user.click(within(bar).getByRole("button", { name: /Next one found/u }));
  await isMarked(2);
  await waitFor(() => expect(within(bar).getByText("2 of 2")).toBeTruthy());
  await act(async () => go({ open: null }));
  expect(location.hash).not.toContain("find");
});

test("a filter that there is not is told, and goes by its button", async () => {
  const { user, field } = await search("lamp inbox:nowhere");
  await user.click(await screen.findByRole("button", { name: /inbox:nowhere: there is no such one/u }));
  expect(field).toHaveProperty("value", "lamp");
});

test("nothing typed, nothing found, and a search that took too long say so", async () => {
  const { user, server, field } = await search("");
  expect(screen.getByText(/Type what was written/u)).toBeTruthy();
  server.on("GET", /\/api\/search\//u, found()).on("GET", /^\/api\/conversations\/\?.*q=/u, page([], 10));
  await user.type(field, "zebra");
  expect(await screen.findByText(/Nothing found/u)).toBeTruthy();
  server.refuses("GET", /\/api\/search\//u, 503, { detail: "The search took too long." });
  await user.type(field, "s");
  expect(await screen.findByText(/The search took too long/u)).toBeTruthy();
  server.on("GET", /\/api\/search\//u, found(hit(3)));
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await results().findByRole("option")).toBeTruthy();
});
