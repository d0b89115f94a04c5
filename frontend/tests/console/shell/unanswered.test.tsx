/** The server has not answered: an honest sentence, a button, and what was asked comes by itself. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { ContactNotes } from "../../../src/console/details/ContactNotes";
import { PastConversations } from "../../../src/console/details/PastConversations";
import { CannedDialog } from "../../../src/console/canned/CannedDialog";
import { TemplatePicker } from "../../../src/console/dialogs/templates/TemplatePicker";
import { go } from "../../../src/console/shell/useRoute";
import { chat, openConsole } from "../../support/console";
import { message, page } from "../../support/samples";

const SILENCE = new TypeError("no network");
const noServer = /The server does not answer\. It loads by itself/u;

beforeEach(() => go({ open: null, view: "all", q: "" }));

test("a thread that was never loaded says so, and loads by the button", async () => {
  const console = await openConsole({ messages: [message({ content: "Is it in stock?" })] });
  console.server.on("GET", /\/messages\//u, SILENCE);
  go({ open: 9 });
  await console.show(<Console />);
  expect(await screen.findByText("The messages are not here yet.")).toBeTruthy();
  expect(screen.getByText(noServer)).toBeTruthy();
  expect(document.querySelector(".thread-skeleton")).toBeNull();
  console.server.on("GET", /\/messages\//u, page([message({ content: "Is it in stock?" })], 10));
  await console.user.click(screen.getAllByRole("button", { name: "Try again" })[0] as HTMLElement);
  expect(await screen.findByText("Is it in stock?")).toBeTruthy();
  expect(screen.queryByText("The messages are not here yet.")).toBeNull();
});

test("it loads by itself when the network is back", async () => {
  const console = await openConsole();
  console.server.on("GET", /\/messages\//u, SILENCE);
  go({ open: 9 });
  await console.show(<Console />);
  await screen.findByText("The messages are not here yet.");
  console.server.on("GET", /\/messages\//u, page([message({ content: "There you are" })], 10));
  await act(async () => console.client.wake());
  expect(await screen.findByText("There you are")).toBeTruthy();
});

test("a conversation that only the address names says so, and is not said to be missing", async () => {
  const console = await openConsole();
  console.server.on("GET", /\/conversations\/77\//u, SILENCE);
  go({ open: 77 });
  await console.show(<Console />);
  expect(await screen.findByText("The conversation is not here yet.")).toBeTruthy();
  expect(screen.queryByText(/There is no such conversation/u)).toBeNull();
  console.server.refuses("GET", /\/conversations\/77\//u, 404, {});
  await act(async () => console.client.wake());
  expect(await screen.findByText(/There is no such conversation/u)).toBeTruthy();
});

test("a list, and a search, say so", async () => {
  const console = await openConsole();
  await console.show(<Console />);
  console.server.on("GET", /^\/api\/conversations\/\?/u, SILENCE);
  await act(async () => go({ view: "mine" }));
  expect(await screen.findByText("The conversations are not here yet.")).toBeTruthy();
  await act(async () => go({ q: "refund" }));
  expect(await screen.findByText("Nothing was searched yet.")).toBeTruthy();
  console.server.on("GET", /^\/api\/conversations\/\?/u, page([chat()], 10));
  await act(async () => console.client.wake());
  await waitFor(() => expect(screen.queryByText("Nothing was searched yet.")).toBeNull());
});

test.each([
  ["notes on the customer", <ContactNotes key="1" contact={3} />, noServer],
  [
    "canned responses",
    <CannedDialog key="2" view={{ kind: "list" }} onClose={() => {}} />,
    /are not here yet/u,
  ],
  [
    "templates",
    <TemplatePicker key="3" inbox={7} name="Ana Silva" action="Send" onChosen={() => {}} />,
    "The templates are not here yet.",
  ],
])("%s say so", async (_, part, sentence) => {
  const console = await openConsole();
  console.server.on("GET", /./u, SILENCE);
  await console.show(part);
  expect(await screen.findByText(sentence)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("other conversations of the customer say so", async () => {
  const console = await openConsole();
  console.server.on("GET", /contact=/u, SILENCE);
  await console.show(<PastConversations conversation={chat()} />);
  expect(await screen.findByText(noServer)).toBeTruthy();
  console.server.on("GET", /contact=/u, page([], 10));
  await console.user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("There are no others.")).toBeTruthy();
});

test("a refusal to open an old conversation leads to the one that goes on", async () => {
  const console = await openConsole({ conversations: [chat({ status: "resolved" }), chat({ id: 8 })] });
  console.server.on("GET", /\/conversations\/8\/messages\//u, page([], 10));
  const detail = "This customer already has another open conversation; answer there.";
  console.server.refuses("PATCH", /\/conversations\/9\//u, 409, {
    code: "already_open",
    detail,
    conversation: 8,
  });
  go({ open: 9, status: [] });
  await console.show(<Console />);
  await console.user.click(await screen.findByRole("button", { name: "Reopen" }));
  await screen.findByText(`That did not work: ${detail}`);
  await console.user.click(screen.getByRole("button", { name: "Look" }));
  await waitFor(() => expect(location.hash).toContain("/8"));
});
