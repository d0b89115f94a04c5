/** A thread without a mouse: one Tab stop, arrows between messages, and what can be done with each. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { capableMe, openConsole } from "../../support/console";
import { at, hello, reply } from "../../support/pane";
import { message, page } from "../../support/samples";
import { openThreadOf, threadOf } from "../../support/thread";

const question = message({ id: 3, content: "And *now*?", timestamp: at(2), external_id: "wamid.3" });
const MESSAGES = [question, reply, hello];

beforeEach(() => go({ open: null, view: "all", q: "" }));

async function open(messages = MESSAGES) {
  const console = await openConsole({ me: capableMe(), messages });
  console.server.on("POST", /\/typing\/$/u, {});
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  await act(async () => go({ open: 9 }));
  await openThreadOf("Ana");
  await waitFor(() => expect(articles().length).toBeGreaterThan(0));
  return console;
}

const articles = () => within(threadOf("Ana")).getAllByRole("article");
const labels = () => articles().map((one) => one.ariaLabel);
const composer = () => screen.getByRole("textbox", { name: "Reply to Ana" });
const focused = (): string | null => (document.activeElement as HTMLElement).ariaLabel;
const isAt = (text: RegExp) => waitFor(() => expect(focused()).toMatch(text));

describe("one Tab stop", () => {
  const stops = () =>
    [...threadOf("Ana").querySelectorAll<HTMLElement>("*")].filter((one) => one.tabIndex >= 0);

  test("is the last message, however many there are", async () => {
    const { user } = await open();
    await waitFor(() => expect(stops()).toEqual([articles().at(-1)]));
    act(() => composer().focus());
    await user.tab({ shift: true });
    await user.tab({ shift: true });
    await isAt(/And now/u);
  });

  test("stays where it was left, and goes to the end with who was there", async () => {
    const { user, event } = await open();
    await user.click(composer());
    await user.keyboard("{ArrowUp}{ArrowUp}");
    await isAt(/Good morning/u);
    await user.tab();
    await event("message.created", message({ id: 4, content: "Hm", timestamp: at(3) }));
    expect(stops().map((one) => one.ariaLabel)).toEqual([expect.stringMatching(/Good morning/u)]);
    act(() => articles().at(-1)?.focus());
    await user.tab();
    await event("message.created", message({ id: 5, content: "Well", timestamp: at(4) }));
    expect(stops().map((one) => one.ariaLabel)).toEqual([expect.stringMatching(/Well/u)]);
  });
});

describe("keys", () => {
  async function atLast() {
    const console = await open();
    await console.user.click(composer());
    await console.user.keyboard("{ArrowUp}");
    await isAt(/And now/u);
    return console;
  }

  test("go from an empty reply to the last message, and only from an empty one", async () => {
    const { user } = await open();
    await user.type(composer(), "x{ArrowUp}");
    expect(document.activeElement).toBe(composer());
    await user.keyboard("{Backspace}{ArrowUp}");
    await isAt(/And now/u);
  });

  test("go between messages and back to the reply", async () => {
    const { user } = await atLast();
    await user.keyboard("{ArrowUp}");
    await isAt(/Good morning/u);
    await user.keyboard("{Home}");
    await isAt(/Hello/u);
    await user.keyboard("{ArrowUp}{ArrowDown}");
    await isAt(/Good morning/u);
    await user.keyboard("{End}");
    await isAt(/And now/u);
    await user.keyboard("{PageUp}");
    await isAt(/Hello/u);
    await user.keyboard("{End}{ArrowDown}");
    await waitFor(() => expect(document.activeElement).toBe(composer()));
    await user.keyboard("{ArrowUp}{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(composer()));
  });

  test("Home is the real beginning, however far it is; what lies between stays away", async () => {
    const console = await openConsole({ me: capableMe() });
    const older = "/api/conversations/9/messages/?cursor=old";
    console.server.on("GET", /include=activity,drafting$/u, page([question], 10, older));
    // Another thousand of them.
    console.server.on("GET", /cursor=old$/u, () => new Promise<Response>(() => {}));
    const first = { ...page([reply, hello], 10), previous: "/api/conversations/9/messages/?cursor=newer" };
    console.server.on("GET", /from=beginning$/u, first);
    const newer = Promise.withResolvers<object>();
    console.server.on("GET", /cursor=newer$/u, () => newer.promise);
    await console.show(<Console />);
    await act(async () => go({ open: 9 }));
    await waitFor(() => expect(composer()).toBeTruthy());
    await waitFor(() => expect(threadOf("Ana").textContent).toContain("now"));
    await console.user.click(composer());
    await console.user.keyboard("{ArrowUp}{Home}");
    await isAt(/Hello/u);
    expect(console.server.count("GET", /from=beginning$/u)).toBe(1);
    expect(within(threadOf("Ana")).getByText("Loading messages…")).toBeTruthy();
    // On the screen it is, so that the gap is filled from where the agent is.
    await waitFor(() => expect(console.server.count("GET", /cursor=newer$/u)).toBe(1));
    newer.resolve(page([question], 10));
    await waitFor(() => expect(within(threadOf("Ana")).queryByText("Loading messages…")).toBeNull());
    await console.user.keyboard("{End}");
    await isAt(/And now/u);
  });

  test("what lies between and does not come can be asked for again", async () => {
    const console = await openConsole({ me: capableMe() });
    const older = "/api/conversations/9/messages/?cursor=old";
    console.server.on("GET", /include=activity,drafting$/u, page([question], 10, older));
    console.server.on("GET", /cursor=old$/u, () => new Promise<Response>(() => {}));
    const first = { ...page([hello], 10), previous: "/api/conversations/9/messages/?cursor=newer" };
    console.server.on("GET", /from=beginning$/u, first);
    console.server.refuses("GET", /cursor=newer$/u, 400, {});
    await console.show(<Console />);
    await act(async () => go({ open: 9 }));
    await waitFor(() => expect(composer()).toBeTruthy());
    await waitFor(() => expect(threadOf("Ana").textContent).toContain("now"));
    await console.user.click(composer());
    await console.user.keyboard("{ArrowUp}{Home}");
    const again = await within(threadOf("Ana")).findByRole("button", { name: "Try again" });
    console.server.on("GET", /cursor=newer$/u, page([reply], 10));
    await console.user.click(again);
    await waitFor(() => expect(labels()).toHaveLength(3));
  });

  test("go into a message, through what can be done with it, and out", async () => {
    const { user } = await atLast();
    await user.keyboard("{Enter}");
    await isAt(/timeline/u);
    await user.keyboard("{ArrowRight}");
    await isAt(/^Reply to this message/u);
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    await isAt(/And now/u);
    await user.keyboard("{ArrowRight}{Escape}");
    await isAt(/And now/u);
  });

  test("r quotes it, i shows its course", async () => {
    const { user } = await atLast();
    await user.keyboard("i");
    expect(await screen.findByRole("dialog", { name: "Message timeline" })).toBeTruthy();
    await user.keyboard("{Escape}");
    await isAt(/And now/u);
    await user.keyboard("r");
    await waitFor(() => expect(document.querySelector(".quote-text")?.textContent).toBe("And now?"));
    expect(document.activeElement).toBe(composer());
  });

  test("+ offers the reactions, or says that there are none", async () => {
    const { user, client } = await atLast();
    await user.keyboard("+");
    expect(await screen.findByRole("group", { name: "Choose a reaction" })).toBeTruthy();
    await act(async () => articles()[0]?.focus());
    await act(async () => client.notice.set(null));
    await act(async () => client.store.dispatch({ type: "me", me: capableMe({ reactions: false }) }));
    await user.keyboard("+");
    await waitFor(() =>
      expect(client.notice.get()).toEqual({ kind: "problem", text: "Nobody can react to this message." }),
    );
  });

  test("letters that mean nothing go on in the reply", async () => {
    const { user } = await atLast();
    await user.keyboard("why");
    await waitFor(() => expect(composer().textContent).toBe("why"));
  });
});

describe("the focus", () => {
  test("stays while a message that is sent becomes one that was", async () => {
    const console = await open();
    const { user, server, event } = console;
    const answer = Promise.withResolvers<Response>();
    server.on("POST", /conversations\/9\/messages/u, () => answer.promise);
    await user.type(composer(), "On its way{Enter}{ArrowUp}");
    await isAt(/^You, .*: On its way\. Waiting$/u);
    const element = document.activeElement;
    const { client_id } = server.bodies("POST", /messages/u)[0] as { client_id: string };
    const sent = message({
      id: 60,
      client_id,
      direction: "outbound",
      status: "sent",
      content: "On its way",
      timestamp: at(5),
    });
    await event("message.created", sent);
    await isAt(/On its way\. Sent$/u);
    expect(document.activeElement).toBe(element);
    answer.resolve(Response.json(sent, { status: 201 }));
  });

  test("goes to the message when its button goes", async () => {
    const { user, server } = await open([
      { ...question, direction: "outbound", status: "unconfirmed" },
      hello,
    ]);
    server.on("POST", /confirm/u, { ...question, direction: "outbound", status: "sent" });
    await user.click(composer());
    await user.keyboard("{ArrowUp}");
    await isAt(/Unconfirmed/u);
    act(() => screen.getByRole("button", { name: "It arrived" }).focus());
    await user.keyboard("{Enter}");
    await isAt(/And now\? Sent/u);
  });

  test("goes to the neighbour when the message goes", async () => {
    const { user, server } = await open();
    server.refuses("POST", /conversations\/9\/messages/u, 400, { detail: "Not today." });
    await user.type(composer(), "Sorry{Enter}");
    const edit = await screen.findByRole("button", { name: "Edit" });
    await user.keyboard("{ArrowUp}");
    await isAt(/Sorry\. Not sent/u);
    await act(async () => edit.click());
    await waitFor(() => expect(document.activeElement).toBe(composer()));
    expect(labels().at(-1)).toMatch(/And now/u);
  });
});
