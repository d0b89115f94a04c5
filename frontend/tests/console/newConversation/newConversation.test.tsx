/** Writing first: a number or a contact, an inbox, a template. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SHORTCUTS } from "../../../src/console/keyboard/keys";
import { useCommands } from "../../../src/console/keyboard/useCommands";
import type { Commands } from "../../../src/console/keyboard/useConsoleCommands";
import { newConversation } from "../../../src/console/newConversation/newConversation";
import { NewConversationHost } from "../../../src/console/newConversation/NewConversationHost";
import { Console } from "../../../src/console/shell/Console";
import type { Id, Me } from "../../../src/protocol";
import { capableMe, chat, openConsole, type TestConsole } from "../../support/console";
import { conversation, message, template } from "../../support/samples";

const RECIPIENT = /^\/api\/inboxes\/7\/recipient\//u;
const MESSAGES = /^\/api\/inboxes\/7\/messages\//u;
const SEARCH = /^\/api\/search\//u;
const NUMBER = "+447700900991";
const SHIPPED = template({
  name: "order_shipped",
  language: "en",
  components: [{ type: "BODY", text: "Hello {{1}}, it is on its way." }],
  blanks: [{ key: "body.1", label: "Name", kind: "text", example: "Ana", required: true }],
});
const ZOE = {
  ...conversation().contact,
  name: "Zoe Carter",
  addresses: [{ kind: "phone", value: "447700900991", left: false }],
};
const NOBODY = { receiver: NUMBER, contact: null, conversation: null };

beforeEach(() => localStorage.clear());
afterEach(() => act(() => newConversation.set(false)));

interface Opened extends TestConsole {
  readonly opened: ReturnType<typeof vi.fn<(id: Id, reply: boolean) => void>>;
}

async function open(me: Me = capableMe()): Promise<Opened> {
  const console = await openConsole({ me, templates: [SHIPPED] });
  const opened = vi.fn<(id: Id, reply: boolean) => void>();
  console.server.on("GET", SEARCH, { results: [] }).on("GET", RECIPIENT, NOBODY);
  await console.show(<NewConversationHost onOpen={opened} />);
  await act(async () => newConversation.set(true));
  return { ...console, opened };
}

const to = () => screen.getByRole("textbox", { name: "To" });
const next = () => screen.getByRole("button", { name: "Next" });

async function begin(console: Opened, typed = "+44 7700 900991"): Promise<void> {
  await console.user.type(to(), typed);
  await console.user.click(next());
}

async function fillIn({ user }: Opened): Promise<void> {
  await user.click(await screen.findByRole("button", { name: /^order shipped/u }));
  await user.type(screen.getAllByRole("textbox")[0] as HTMLElement, "Zoe");
}

const send = () => screen.getByRole("button", { name: "Send" });

describe("whom a number means", () => {
  test("nothing is asked while nothing is typed", async () => {
    await open();
    expect(next()).toHaveProperty("disabled", true);
  });

  test("whoever has a conversation is led into it", async () => {
    const console = await open();
    console.server.on("GET", RECIPIENT, { ...NOBODY, contact: ZOE, conversation: chat() });
    await begin(console);
    await waitFor(() => expect(console.opened).toHaveBeenCalledWith(9, true));
    expect(screen.queryByRole("dialog")).toBeNull();
    const asked = console.server.asked.find(({ path }) => RECIPIENT.test(path));
    expect(asked?.path).toContain("receiver=%2B44+7700+900991");
  });

  test("a number without its country is refused with the one that is meant", async () => {
    const console = await open();
    const sentence = "This number needs its country code.";
    console.server.refuses("GET", RECIPIENT, 400, { errors: { receiver: [sentence] }, proposal: NUMBER });
    await begin(console, "07700 900991");
    expect((await screen.findByRole("alert")).textContent).toBe(sentence);
    console.server.on("GET", RECIPIENT, NOBODY);
    await console.user.click(screen.getByRole("button", { name: `Use ${NUMBER}` }));
    expect(await screen.findByText(/lets only a template through/u)).toBeTruthy();
  });

  test("another word forgets what was refused", async () => {
    const console = await open();
    console.server.refuses("GET", RECIPIENT, 400, { errors: { receiver: ["No."] } });
    await begin(console, "abc");
    await screen.findByRole("alert");
    await console.user.type(to(), "d");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("a contact who is found by name is meant by their number", async () => {
    const console = await open();
    console.server.on("GET", SEARCH, { results: [{ contact: ZOE }] });
    console.server.on("GET", RECIPIENT, { ...NOBODY, contact: ZOE });
    await console.user.type(to(), "Zo");
    await console.user.click(await screen.findByRole("button", { name: /Zoe Carter/u }));
    expect(await screen.findByText(`Zoe Carter (${NUMBER})`)).toBeTruthy();
  });

  test("Enter behind a name means the first who is found", async () => {
    const console = await open();
    console.server.on("GET", SEARCH, { results: [{ contact: ZOE }] });
    console.server.on("GET", RECIPIENT, { ...NOBODY, contact: ZOE });
    await console.user.type(to(), "Zo");
    await screen.findByRole("button", { name: /Zoe Carter/u });
    await console.user.keyboard("{Enter}");
    expect(await screen.findByText(`Zoe Carter (${NUMBER})`)).toBeTruthy();
  });

  test("where no provider has templates nobody is asked for", async () => {
    await open(capableMe({ templates: false }));
    expect(screen.getByText(/None of your inboxes can write first/u)).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

describe("an answer that comes late", () => {
  /** Answers when it is told to. */
  function later(console: Opened, method: string, path: RegExp) {
    const answer = Promise.withResolvers<object>();
    console.server.on(method, path, () => answer.promise);
    return (what: object): Promise<void> => act(async () => answer.resolve(what));
  }

  test("of another number than now stands there means nothing", async () => {
    const console = await open();
    const answer = later(console, "GET", RECIPIENT);
    await begin(console);
    await console.user.type(to(), "5");
    await answer({ ...NOBODY, conversation: chat() });
    expect(console.opened).not.toHaveBeenCalled();
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  /** Of a message that was sent from a dialog which has been closed since. */
  async function sentAndClosed(console: Opened) {
    await begin(console);
    await fillIn(console);
    const answer = later(console, "POST", MESSAGES);
    await console.user.click(send());
    await act(async () => newConversation.set(false));
    return answer;
  }

  test("leads nobody away who has closed the dialog", async () => {
    const console = await open();
    const answer = await sentAndClosed(console);
    await answer(message({ id: 77, conversation: 12 }));
    expect(console.opened).not.toHaveBeenCalled();
  });

  test("is told to who has closed the dialog, where nothing was sent", async () => {
    const console = await open();
    const answer = await sentAndClosed(console);
    await answer(Response.json({ code: "blocked", detail: "Blocked.", errors: {} }, { status: 409 }));
    await waitFor(() => expect(console.client.notice.get()).toMatchObject({ kind: "problem" }));
  });
});

test("what is typed while the dialog is on its way is no command", async () => {
  const console = await openConsole();
  const pressed = vi.fn<() => void>();
  const all = SHORTCUTS.map(({ command }) => [command, pressed] as const);
  const commands = Object.fromEntries(all) as unknown as Commands;
  function Keys() {
    useCommands(commands, { singleKeys: true, enterSends: true }, () => {});
    return null;
  }
  await console.show(<Keys />);
  await console.user.keyboard("e");
  expect(pressed).toHaveBeenCalledTimes(1);
  await act(async () => newConversation.set(true));
  await console.user.keyboard("e");
  expect(pressed).toHaveBeenCalledTimes(1);
});

describe("the first message", () => {
  test("is the template that is chosen, and opens what it began", async () => {
    const console = await open();
    console.server.on("POST", MESSAGES, message({ id: 77, conversation: 12 }));
    await begin(console);
    await fillIn(console);
    await console.user.click(send());
    await waitFor(() => expect(console.opened).toHaveBeenCalledWith(12, true));
    const [body] = console.server.bodies("POST", MESSAGES) as { receiver: string; template: object }[];
    expect(body?.receiver).toBe(NUMBER);
    expect(body?.template).toMatchObject({ name: "order_shipped", language: "en" });
  });

  test("without an answer stays, and is the same message once more", async () => {
    const console = await open();
    console.server.on("POST", MESSAGES, new Error("no network"));
    await begin(console);
    await fillIn(console);
    await console.user.click(send());
    expect((await screen.findByText(/does not answer/u)).textContent).toContain("sent once");
    console.server.on("POST", MESSAGES, message({ id: 77, conversation: 12 }));
    await console.user.click(send());
    await waitFor(() => expect(console.opened).toHaveBeenCalledWith(12, true));
    const ids = (console.server.bodies("POST", MESSAGES) as { client_id: string }[]).map(
      (one) => one.client_id,
    );
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("that is refused says why, and keeps what was filled in", async () => {
    const console = await open();
    console.server.refuses("POST", MESSAGES, 409, { detail: "This contact is blocked." });
    await begin(console);
    await fillIn(console);
    await console.user.click(send());
    expect(await screen.findByText("This contact is blocked.")).toBeTruthy();
    expect(screen.getByDisplayValue("Zoe")).toBeTruthy();
    expect(console.opened).not.toHaveBeenCalled();
  });
});

test("is not offered to who sees no inbox", async () => {
  const { show, user } = await openConsole({ me: { ...capableMe(), inboxes: [] }, conversations: [] });
  await show(<Console />);
  await user.keyboard("c");
  expect(newConversation.get()).toBe(false);
  expect(screen.queryByRole("button", { name: "New conversation" })).toBeNull();
});
