/** The search of everything: what is found, how it is gone to, and what is said where there is nothing. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { closeSearch, openSearch } from "../../../src/console/search/search";
import { go } from "../../../src/console/shell/useRoute";
import { capableMe, chat, openConsole } from "../../support/console";
import { at } from "../../support/pane";
import { message, mia, page } from "../../support/samples";
import type { FakeServer } from "../../support/server";

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

const someone = () => ({ ...hit(3), message: null, conversation: null, contact: chat().contact });
/** An answer that comes when it is wanted. */
function later(answer: object) {
  let come = (): void => {};
  const asked = new Promise<object>((resolve) => {
    come = () => resolve(answer);
  });
  return { route: () => asked, come: () => act(async () => come()) };
}

async function search(text: string, arrange: (server: FakeServer) => void = () => {}) {
  const console = await openConsole({
    me: capableMe(),
    messages: [line(3, "A lamp, 3"), line(2, "A lamp, 2"), line(1, "Hello")],
  });
  console.server
    .on("GET", /\/api\/search\/\?kind=messages/u, found(hit(3), hit(2)))
    .on("GET", /\/api\/search\/\?kind=contacts/u, found(someone()));
  arrange(console.server);
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  await console.user.keyboard("{Shift>}F{/Shift}");
  const field = await screen.findByRole("combobox", { name: "Search everything" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  if (text !== "") await console.user.type(field, text);
  return { ...console, field };
}

const selected = () => results().getByRole("option", { selected: true }).textContent;
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
  // Another search begins with its first result.
  await user.keyboard("{ArrowDown}");
  expect(selected()).toContain("lamp, 2");
  await user.keyboard(" x");
  await waitFor(() => expect(location.hash).toContain("x"));
  await waitFor(() => expect(selected()).toContain("lamp, 3"));
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
  await user.type(field, "has:file");
  expect(await screen.findByText(/type a word, too/u)).toBeTruthy();
  expect(server.count("GET", /\/api\/search\//u)).toBe(0);
  await user.clear(field);
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

const PAST = /^\/api\/conversations\/\?contact=/u;
test("what the arrows chose stays chosen when more is found above it, Enter opens that, and who ends the search goes on by keyboard", async () => {
  const contacts = later(found(someone()));
  const { user } = await search("", (server) => {
    server
      .on("GET", /kind=contacts/u, contacts.route)
      .on("GET", /^\/api\/conversations\/\?.*q=/u, page([], 10));
  });
  // Nothing is there yet: nothing is chosen by it.
  await user.keyboard("{ArrowDown}{ArrowUp}lamp");
  await waitFor(() => expect(results().getAllByRole("option")).toHaveLength(2));
  expect(selected()).toContain("lamp, 3");
  await user.keyboard("{ArrowDown}");
  expect(selected()).toContain("lamp, 2");
  await contacts.come();
  await waitFor(() => expect(results().getAllByRole("option")).toHaveLength(3));
  expect(selected()).toContain("lamp, 2");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(location.hash).toContain("hit=2"));
  await user.click(await screen.findByRole("button", { name: "End the search" }));
  expect(location.hash).toContain("/9");
  expect(location.hash).not.toContain("find");
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Reply to Ana" }));
});

describe("a contact", () => {
  const choose = async ({ server, user }: Awaited<ReturnType<typeof search>>, past: object) => {
    const answer = later(past);
    server.on("GET", PAST, answer.route);
    const group = await results().findByRole("group", { name: "Contacts" });
    await user.click(within(group).getByRole("option"));
    return answer;
  };

  test("is gone to by the conversation that was active last, unless somebody has typed on meanwhile", async () => {
    const shown = await search("ana");
    const first = await choose(shown, page([chat()], 10));
    await shown.user.type(shown.field, "s");
    await first.come();
    expect(location.hash).not.toContain("/9");
    expect(shown.field).toHaveProperty("value", "anas");
    await waitFor(() => expect(location.hash).toContain("anas"));
    const second = await choose(shown, page([chat()], 10));
    await second.come();
    await waitFor(() => expect(location.hash).toMatch(/\/9$/u));
  });

  test("without one on its own page, unless the search was closed meanwhile", async () => {
    const shown = await search("ana");
    const first = await choose(shown, page([], 10));
    await act(async () => closeSearch());
    await first.come();
    expect(location.hash).not.toContain("contacts");
    await act(async () => openSearch("ana"));
    const second = await choose(shown, page([], 10));
    await second.come();
    await waitFor(() => expect(location.hash).toBe("#/contacts/3"));
  });
});

test("what a colleague wrote is asked for once it is known who that is", async () => {
  const agents = later(page([mia], 10));
  const { server } = await search("lamp from:mia", (one) => one.on("GET", /^\/api\/agents\//u, agents.route));
  await screen.findByText("Searching…");
  const asked = () => server.asked.flatMap(({ path }) => (/kind=messages&q=lamp/u.test(path) ? [path] : []));
  await waitFor(() => expect(server.count("GET", /^\/api\/agents\//u)).toBe(1));
  expect(screen.getByRole("button", { name: "Remove from:mia" })).toBeTruthy();
  await agents.come();
  await waitFor(() => expect(results().getAllByRole("option")).toHaveLength(2));
  expect(asked().filter((path) => path.includes("from:mia") || !path.includes("author=2"))).toEqual([]);
});
