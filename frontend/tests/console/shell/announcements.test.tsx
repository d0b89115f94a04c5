/** What is said to who cannot see it: once, and from one region. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { announcements } from "../../../src/console/shell/announcer";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { capableMe, chat, openConsole } from "../../support/console";
import { FakeSocket } from "../../support/fakes";
import { at, hello } from "../../support/pane";
import { activity, message, mia, page } from "../../support/samples";
import { openThreadOf, threadOf } from "../../support/thread";

beforeEach(() => {
  go({ open: null, view: "all", q: "" });
  announcements.set([]);
});

const said = (): string[] =>
  [...document.querySelectorAll(".announcer p")].map(({ textContent }) => textContent);
const isSaid = (texts: readonly string[]) => waitFor(() => expect(said()).toEqual(texts), { timeout: 3000 });
/** Of every region that reads its changes. */
const heard = (text: string): number =>
  [...document.querySelectorAll("[role=status], [role=alert], [aria-live=polite]")].filter((one) =>
    one.textContent.includes(text),
  ).length;

async function whole(change = {}) {
  const console = await openConsole({ me: capableMe(), messages: [hello], conversations: [chat(change)] });
  console.server.on("GET", /^\/api\/contacts\/3\/notes\//u, page([], 10));
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  await act(async () => go({ open: 9 }));
  await openThreadOf("Ana");
  await waitFor(() => expect(threadOf("Ana").textContent).toContain("Hello"));
  return console;
}

test("one message by its words, several with their number", async () => {
  const { event } = await whole();
  await event("message.created", message({ id: 3, content: "One", timestamp: at(2) }));
  await isSaid(["Ana: One"]);
  const frames = ["Two", "Where?", "Two"].map((content, index) => {
    const d = message({ id: 4 + index, content, timestamp: at(3 + index) });
    return { op: "ev", i: 7, s: 12 + index, k: "message.created", d };
  });
  await act(async () => FakeSocket.last.says(...frames));
  await isSaid(["Ana: One", "3 new messages from Ana: Two. Where? Two"]);
});

test("the same words again are said again", async () => {
  const { event } = await whole();
  await event("message.created", message({ id: 3, content: "Hm", timestamp: at(2) }));
  await isSaid(["Ana: Hm"]);
  await event("message.created", message({ id: 4, content: "Hm", timestamp: at(3) }));
  await isSaid(["Ana: Hm", "Ana: Hm"]);
});

test("a note by its author, what a colleague did by theirs, one's own by the toast alone", async () => {
  const { event } = await whole();
  const note = { direction: "note", kind: "note", author: mia } as const;
  await event("message.created", message({ id: 3, content: "VIP", timestamp: at(2), ...note }));
  await event("activity.created", activity({ id: 4, by: { kind: "agent", id: mia.id, name: "Mia" } }));
  await event("activity.created", activity({ id: 5, by: { kind: "agent", id: 1, name: "Sam" } }));
  await isSaid(["Note by Mia: VIP", "Mia resolved"]);
});

test("a colleague who takes the open conversation", async () => {
  const { event } = await whole();
  const by = { kind: "agent", id: mia.id, name: "Mia" } as const;
  await event("activity.created", activity({ id: 4, verb: "assigned", by, before: null, after: mia }));
  await isSaid(["Mia took the conversation"]);
});

test("who had it hears the notice, and not the line as well", async () => {
  const sam = { id: 1, username: "demo", name: "Sam" };
  await whole({ assignee: sam });
  const by = { kind: "agent", id: mia.id, name: "Mia" } as const;
  const line = activity({ id: 4, verb: "assigned", by, before: sam, after: mia });
  await act(async () =>
    FakeSocket.last.says(
      {
        op: "ev",
        i: 7,
        s: 11,
        k: "conversation.updated",
        d: chat({ assignee: mia }),
        by,
        was: { assignee: sam },
      },
      { op: "ev", i: 7, s: 12, k: "activity.created", d: line, by },
      { op: "ev", i: 7, s: 13, k: "activity.created", d: activity({ id: 5, by }), by },
    ),
  );
  await isSaid(["Mia resolved"]);
  expect(heard("Mia took over Ana")).toBe(1);
});

test("marked unread", async () => {
  const { user, server } = await whole({ last_message: hello });
  server.on("POST", /\/unread\/$/u, chat({ unread: 1 }));
  await user.keyboard("u");
  await isSaid(["Marked unread: Ana"]);
});

test("a view that is saved, and one that is deleted", async () => {
  const { user, server, client } = await whole();
  const made = { id: 4, name: "Desk", scope: "personal", filters: {}, editable: true } as const;
  server
    .on("POST", /\/views\/$/u, made)
    .on("DELETE", /\/views\/4\/$/u, () => new Response(null, { status: 204 }));
  await act(async () => go({ unread: true }));
  await user.click(screen.getByRole("button", { name: "Save view" }));
  await user.type(await screen.findByLabelText("Name"), "Desk{Enter}");
  await screen.findByText("View saved: Desk");
  expect(heard("View saved: Desk")).toBe(1);
  await act(async () => client.store.dispatch({ type: "savedViews", saved: [made] }));
  await user.click(await screen.findByRole("button", { name: "Edit view" }));
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  await user.click(screen.getByRole("button", { name: "Delete it" }));
  await screen.findByText("View deleted: Desk");
  expect(heard("View deleted: Desk")).toBe(1);
});

test("a note on the customer that is added, and one that is deleted", async () => {
  const { user, server } = await whole();
  const note = {
    id: 5,
    client_id: "n5",
    contact: 3,
    author: { id: 1, username: "demo", name: "Sam" },
    content: "Rings twice",
    created_at: at(1),
    deleted_at: null,
  };
  server
    .on("POST", /\/contacts\/3\/notes\/$/u, note)
    .on("DELETE", /\/contact-notes\/5\/$|\/notes\/5\/$/u, { ...note, content: "", deleted_at: at(2) });
  if (screen.queryByRole("complementary", { name: "Details" }) === null)
    await user.click(screen.getByRole("button", { name: "Details" }));
  await user.type(
    await screen.findByRole("textbox", { name: "New note on the customer" }),
    "Rings twice{Enter}",
  );
  await screen.findByText("Note on the customer added");
  expect(heard("Note on the customer added")).toBe(1);
  await user.click(await screen.findByRole("button", { name: "Delete the note: Rings twice" }));
  await screen.findByText("Note on the customer deleted");
  expect(heard("Note on the customer deleted")).toBe(1);
});

test("a verb with a toast is said by the toast", async () => {
  const { user, server } = await whole();
  server.on("PATCH", /./u, chat({ status: "resolved" }));
  await user.keyboard("e");
  await screen.findByText("Resolved: Ana");
  expect(heard("Resolved: Ana")).toBe(1);
});

test("what failed elsewhere is said once, before anything else", async () => {
  const { event } = await whole();
  await act(async () => go({ open: null }));
  const error = {
    code: "131026",
    title: "Not on WhatsApp",
    detail: "",
    action: "",
    advice: "resend",
  } as const;
  const author = { id: 1, username: "demo", name: "Sam" };
  await event("message.updated", message({ id: 50, direction: "outbound", author, status: "failed", error }));
  await screen.findByText(/^Not delivered to Ana/u);
  expect(heard("Not delivered to Ana")).toBe(1);
  expect(screen.getByText(/^Not delivered to Ana/u).closest("[role=alert]")).toBeTruthy();
});

test("a connection that was lost, and that is back", async () => {
  const { client } = await whole();
  const link = (next: object) =>
    act(async () => client.link.set({ state: "open", stop: null, inSync: true, ...next }));
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  await act(async () => window.dispatchEvent(new Event("offline")));
  expect(heard("No network.")).toBe(1);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
  await link({ inSync: false });
  await act(async () => window.dispatchEvent(new Event("online")));
  expect(said()).toEqual([]);
  await link({});
  await isSaid(["Connected again"]);
  // What was missed is a notice, which says as much.
  await act(async () => window.dispatchEvent(new Event("online")));
  await link({ inSync: false });
  await link({});
  expect(said()).toEqual(["Connected again"]);
  vi.restoreAllMocks();
});
