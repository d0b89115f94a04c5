/** Canned responses in the composer: found by a slash, never sent with a blank that nobody was asked about. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { dialogs } from "../../../src/console/i18n/dialogs.en";
import { box, openComposer, posted, sendButton, type Shown } from "../../support/composer";
import { CannedDialog } from "../../../src/console/canned/CannedDialog";
import { CLOSED_WINDOW, openConsole } from "../../support/console";

const NAME = dialogs.canned.names["contact.first_name"] ?? "";
const ROWS = [
  { id: 1, shortcode: "hello", title: "Greeting", content: "Hi {{contact.first_name}}!", uses: 3 },
  { id: 2, shortcode: "parcel", content: "{{contact.first_name}}: {{code}} on {{day}}.", uses: 9 },
  {
    id: 3,
    shortcode: "fine",
    content: "All fine?",
    interactive: {
      type: "button",
      action: { buttons: [{ type: "reply", reply: { id: "1", title: "Yes" } }] },
    },
  },
].map((row) => Object.assign(row, { scope: "shared", owner: null, team: null, files: [] }));

async function open(...given: Parameters<typeof openComposer>): Promise<Shown> {
  const console = await openComposer(...given);
  console.server.on("GET", /\/canned-responses\//u, { results: ROWS, next: null, previous: null });
  return console;
}

const options = (): Promise<HTMLElement[]> => screen.findAllByRole("option");
const held = (): HTMLTextAreaElement => screen.getByRole("textbox", { name: /Message to Ana/u });

test("the most used is first, and what is typed narrows", async () => {
  const console = await open();
  await console.user.type(box(), "/");
  expect((await options()).map(({ textContent }) => textContent.split(" ")[0])).toEqual([
    "/parcel",
    "/hello",
    "/fine",
  ]);
  const [first] = await options();
  await waitFor(() => expect(box().getAttribute("aria-activedescendant")).toBe(first?.id));
  await console.user.type(box(), "gree");
  expect(await options()).toHaveLength(1);
  await console.user.type(box(), "{Enter}");
  expect(box().value).toBe("Hi Ana!");
  expect(posted(console)).toHaveLength(0);
  await console.user.type(box(), "{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Hi Ana!", canned_response: 1 }));
});

test("Escape leaves what was typed, which is sent as a text then", async () => {
  const console = await open();
  await console.user.type(box(), "/hello");
  await options();
  await console.user.type(box(), "{Escape}");
  expect(screen.queryByRole("option")).toBeNull();
  await console.user.type(box(), "{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "/hello" }));
  expect(posted(console)[0]).not.toHaveProperty("canned_response");
});

test("a shortcut that is typed before its list is there does not go out as a text", async () => {
  const console = await openComposer();
  const { promise, resolve } = Promise.withResolvers<object>();
  console.server.on("GET", /\/canned-responses\//u, () => promise);
  await console.user.type(box(), "/hel{Enter}{Tab}");
  expect(box().value).toBe("/hel");
  expect(document.activeElement).toBe(box());
  await act(async () => resolve({ results: ROWS, next: null, previous: null }));
  await options();
  // A word is being picked in the input method, not a canned response.
  fireEvent.keyDown(box(), { key: "Enter", keyCode: 229 });
  expect(box().value).toBe("/hel");
  await console.user.type(box(), "{Enter}");
  expect(box().value).toBe("Hi Ana!");
  expect(posted(console)).toHaveLength(0);
});

test("the Send button sends a shortcut no more than Enter does: not while its list is awaited, nor when it is there", async () => {
  const console = await openComposer();
  const { promise, resolve } = Promise.withResolvers<object>();
  console.server.on("GET", /\/canned-responses\//u, () => promise);
  await console.user.type(box(), "/hel");
  await console.user.click(sendButton());
  expect(posted(console)).toHaveLength(0);
  expect(box().value).toBe("/hel");
  await act(async () => resolve({ results: ROWS, next: null, previous: null }));
  await options();
  await console.user.click(sendButton());
  expect(box().value).toBe("Hi Ana!");
  expect(posted(console)).toHaveLength(0);
  await console.user.click(sendButton());
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Hi Ana!" }));
});

test("a list is left by its own button, where there is no Escape", async () => {
  const console = await open();
  await console.user.type(box(), "/hello");
  await options();
  await console.user.click(screen.getByRole("button", { name: "Leave the slash as it is" }));
  expect(screen.queryByRole("option")).toBeNull();
  await console.user.click(sendButton());
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "/hello" }));
});

test("Escape asks before what was written in the editor is gone", async () => {
  const console = await openConsole();
  console.server.on("GET", /\/canned-responses\//u, { results: [], next: null, previous: null });
  const close = vi.fn<() => void>();
  await console.show(<CannedDialog view={{ kind: "list" }} onClose={close} />);
  await console.user.click(await screen.findByRole("button", { name: /New/u }));
  await console.user.type(screen.getByLabelText("Text"), "Half a");
  await console.user.keyboard("{Escape}");
  const question = await screen.findByRole("alertdialog", { name: "Discard what you have written here?" });
  expect(close).not.toHaveBeenCalled();
  // A second Escape goes on writing, where one was.
  await console.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(document.activeElement).toBe(screen.getByLabelText("Text"));
  await console.user.keyboard("{Escape}");
  await console.user.click(await screen.findByRole("button", { name: "Discard it" }));
  expect(close).toHaveBeenCalledOnce();
  expect(question.isConnected).toBe(false);
});

test("the editor's way back asks as well, and nothing written asks nothing", async () => {
  const console = await openConsole();
  console.server.on("GET", /\/canned-responses\//u, { results: [], next: null, previous: null });
  const close = vi.fn<() => void>();
  await console.show(<CannedDialog view={{ kind: "list" }} onClose={close} />);
  const begin = async (): Promise<void> =>
    console.user.click(await screen.findByRole("button", { name: /New/u }));
  await begin();
  await console.user.click(screen.getByRole("button", { name: "Back" }));
  await begin();
  await console.user.click(screen.getByRole("button", { name: NAME }));
  await console.user.click(screen.getByRole("button", { name: "Back" }));
  await console.user.click(await screen.findByRole("button", { name: "Go on writing" }));
  expect(screen.getByLabelText<HTMLTextAreaElement>("Text").value).toContain("{{contact.first_name}}");
  await console.user.click(screen.getByRole("button", { name: "Back" }));
  await console.user.click(await screen.findByRole("button", { name: "Discard it" }));
  await console.user.keyboard("{Escape}");
  expect(close).toHaveBeenCalledOnce();
});

test("what no canned response is called goes out", async () => {
  const console = await open();
  await console.user.type(box(), "/");
  await options();
  await console.user.type(box(), "usr{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "/usr" }));
});

test("a list that does not come is left by Escape, and the text can go out", async () => {
  const console = await openComposer();
  console.server.on("GET", /\/canned-responses\//u, () => new Promise<object>(() => {}));
  await console.user.type(box(), "/hello{Escape}{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "/hello" }));
});

test("where the list cannot be read a text goes out as it is", async () => {
  const console = await openComposer();
  console.server.refuses("GET", /\/canned-responses\//u, 403, {});
  await console.user.type(box(), "/hello");
  await screen.findByText(/could not be loaded/u);
  await console.user.type(box(), "{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "/hello" }));
});

test("what is missing is asked for, once, in either of two ways", async () => {
  const console = await open();
  await console.user.type(box(), "/parcel");
  await options();
  await console.user.type(box(), "{Tab}");
  expect(box().value).toBe("Ana: {{code}} on {{day}}.");
  expect(screen.getByText(/Still to fill in: code, day/u)).toBeTruthy();
  await console.user.type(box(), "{Enter}");
  await console.user.type(await screen.findByLabelText("code"), "RX7");
  expect(posted(console)).toHaveLength(0);
  await console.user.type(screen.getByLabelText("day"), "Friday{Enter}");
  await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Ana: RX7 on Friday." }));

  await console.user.type(box(), "A price of {{{{x}}");
  await console.user.type(box(), "{Enter}");
  await console.user.click(await screen.findByRole("button", { name: "Send it as it is" }));
  await waitFor(() => expect(posted(console)[1]).toMatchObject({ content: "A price of {{x}}" }));
  expect(posted(console)).toHaveLength(2);
});

test("its choices go out with its text, or are taken off", async () => {
  const console = await open();
  const insert = async (): Promise<void> => {
    await console.user.type(box(), "/fine");
    await options();
    await console.user.type(box(), "{Enter}");
  };
  await insert();
  await console.user.type(box(), " Tell us.{Enter}");
  await insert();
  await console.user.click(screen.getByRole("button", { name: "Send without the choices" }));
  await console.user.type(box(), " Tell us.{Enter}");
  await waitFor(() => expect(posted(console)).toHaveLength(2));
  const text = "All fine? Tell us.";
  expect(posted(console)[0]).toMatchObject({
    kind: "interactive",
    content: text,
    payload: { interactive: { type: "button", body: { text } } },
    canned_response: 3,
  });
  expect(posted(console)[1]).toMatchObject({ kind: "text", content: text, canned_response: 3 });
});

test("after the service window its text waits, and says so", async () => {
  const console = await open({ window: CLOSED_WINDOW });
  await console.user.click(screen.getByRole("button", { name: "Send when they reply" }));
  expect(screen.getByText(/^A template goes now; /u)).toBeTruthy();
  await console.user.type(held(), "/parcel");
  await options();
  fireEvent.keyDown(held(), { key: "Enter", keyCode: 229 });
  expect(held().value).toBe("/parcel");
  await console.user.type(held(), "{Enter}");
  expect(held().value).toBe("Ana: {{code}} on {{day}}.");
  await console.user.click(screen.getByRole("button", { name: "Choose a template" }));
  await console.user.click(await screen.findByRole("button", { name: /order update/u }));
  await console.user.click(screen.getByRole("button", { name: "Hold until they reply" }));
  await console.user.type(await screen.findByLabelText("code"), "RX7");
  await console.user.type(screen.getByLabelText("day"), "Friday{Enter}");
  await waitFor(() =>
    expect(posted(console)[0]).toMatchObject({
      content: "Ana: RX7 on Friday.",
      hold: true,
      canned_response: 2,
      template: { name: "order_update" },
    }),
  );
});

test("the dialog of all of them, and the form that follows, begin in their first field", async () => {
  const { server, show, user } = await openConsole();
  server.on("GET", /\/canned-responses\//u, { results: ROWS, next: null, previous: null });
  await show(<CannedDialog view={{ kind: "list" }} onClose={() => {}} />);
  const search = await screen.findByRole("searchbox");
  await waitFor(() => expect(document.activeElement).toBe(search));
  await user.click(screen.getByRole("button", { name: "New canned response" }));
  expect(document.activeElement).toBe(screen.getByLabelText("Shortcode"));
  await user.click(screen.getByRole("button", { name: "Back" }));
  expect(document.activeElement).toBe(screen.getByRole("searchbox"));
});
