/** What is known about the open conversation and its customer. */
// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import type { ShortMessage } from "../../../src/protocol";
import { useConversation } from "../../../src/console/context";
import { Details } from "../../../src/console/details/Details";
import { ThreadPane } from "../../../src/console/thread/ThreadPane";
import { chat, CLOSED_WINDOW, openConsole, type TestConsole } from "../../support/console";
import { conversation, mia, page } from "../../support/samples";

const LAST: ShortMessage = {
  id: 5,
  direction: "inbound",
  kind: "text",
  content: "Hello",
  status: "received",
  timestamp: "2026-11-21T08:00:00Z",
  author: null,
};

describe("details", () => {
  async function details(change: Parameters<typeof conversation>[0] = {}) {
    const console = await openConsole();
    const onClose = vi.fn<() => void>();
    await console.show(<Details conversation={chat(change)} onClose={onClose} />);
    return { ...console, onClose };
  }

  /** Of the conversation as the store has it. */
  async function asPane() {
    const console = await openConsole();
    const Shown = () => <Details conversation={useConversation(9)!} onClose={() => {}} />;
    await console.show(<Shown />);
    return { ...console, patched: () => console.server.bodies("PATCH", /\/contacts\/3\/$/u) };
  }

  const button = (name: string): HTMLElement => screen.getByRole("button", { name });
  const fact = (name: string): string | undefined =>
    screen.getAllByRole("term").find(({ textContent }) => textContent === name)?.nextElementSibling
      ?.textContent;

  test("tell who the customer is and whose they are", async () => {
    await details({ assignee: mia, labels: [{ id: 1, name: "lamps", color: "#a60" }], priority: "high" });
    expect(fact("Phone")).toBe("+491511 Copy");
    expect(button("Owner: Mia")).toBeTruthy();
    expect(button("Labels: lamps")).toBeTruthy();
    expect(button("Priority: High")).toBeTruthy();
    expect(fact("Inbox")).toBe("Shop · 441174");
  });

  test("tell the agent and the team apart, each with its picker", async () => {
    const team = { id: 4, name: "Returns" };
    const { show } = await details({ team });
    expect(button("Owner: Unassigned")).toBeTruthy();
    expect(button("Team: Returns").querySelector("bdi")?.textContent).toBe("Returns");
    cleanup();
    await show(<Details conversation={chat({ team, assignee: mia })} onClose={() => {}} />);
    expect(button("Owner: Mia")).toBeTruthy();
    expect(button("Team: Returns")).toBeTruthy();
  });

  test("add no note on the customer with the Enter that ends a word of an input method", async () => {
    const { user, server } = await details();
    const note = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "New note on the customer" });
    await user.type(note, "Hm");
    fireEvent.keyDown(note, { key: "Enter", keyCode: 229 });
    expect(note.value).toBe("Hm");
    expect(server.asked.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("tell who answers instead of us", async () => {
    await details({ answered_by: "Meta's Business Agent" });
    expect(fact("Answered by")).toBe("Meta's Business Agent");
  });

  test("leave out what is not the case", async () => {
    await details();
    expect(button("Owner: Unassigned")).toBeTruthy();
    expect(button("Add labels")).toBeTruthy();
    expect(button("Priority: Normal")).toBeTruthy();
    expect(button("Team: No team")).toBeTruthy();
    expect(fact("Marketing")).toBeUndefined();
    expect(fact("Answered by")).toBeUndefined();
  });

  test.each([
    [{ open: false, closes_at: null }, "closed: the customer has not written yet"],
    [CLOSED_WINDOW, /^closed since /u],
    [{ open: true, closes_at: "2999-01-01T00:00:00Z" }, /^open until /u],
  ])("tell until when may be written: %o", async (window, words) => {
    await details({ window });
    expect(fact("Service window")).toMatch(words);
  });

  test("tell what the customer said about marketing", async () => {
    await details({ contact: { ...chat().contact, marketing: "stop", blocked: true } });
    expect(fact("Marketing")).toBe("wants no marketing messages");
    expect(screen.getByText("Blocked")).toBeTruthy();
  });

  test("rename the customer where the name stands, and lead to all that is theirs", async () => {
    const { user, server, patched } = await asPane();
    const renamed = { ...chat().contact, name: "Ana Maria" };
    server.on("PATCH", /\/contacts\/3\/$/u, renamed);
    await user.click(button("Change the name"));
    await user.keyboard("Ana Maria{Enter}");
    await waitFor(() => expect(patched()).toEqual([{ name: "Ana Maria" }]));
    // Before the feed says it.
    expect(await screen.findByText("Ana Maria")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(button("Change the name")));
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "Open contact" });
    expect(link.getAttribute("href")).toBe("#/contacts/3");
  });

  test("block the customer after a question, and unblock them", async () => {
    const { user, server, patched } = await asPane();
    server.on("PATCH", /\/contacts\/3\/$/u, ({ body }) => ({ ...chat().contact, ...(body as object) }));
    await user.click(button("Block…"));
    const question = await screen.findByRole("dialog", { name: "Block Ana?" });
    await user.click(within(question).getAllByRole("button", { name: "Do not block" }).at(-1)!);
    expect(patched()).toEqual([]);
    await user.click(button("Block…"));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Block" }));
    await waitFor(() => expect(document.activeElement).toBe(button("Unblock")));
    expect(screen.getByText("Blocked")).toBeTruthy();
    await user.click(button("Unblock"));
    await waitFor(() => expect(button("Block…")).toBeTruthy());
    expect(patched()).toEqual([{ blocked: true }, { blocked: false }]);
  });

  test("show the newest five of the customer's other conversations, and all when asked", async () => {
    const console = await openConsole();
    const others = [4, 5, 6, 10, 11, 12].map((id) =>
      conversation({
        id,
        status: "resolved",
        last_message: { ...LAST, content: `About *lamp* ${id}` },
      }),
    );
    console.server.on("GET", /contact=3/u, page([chat(), ...others], 10));
    await console.show(<Details conversation={chat()} onClose={() => {}} />);
    const rows = () => screen.getAllByRole("button", { name: /^About lamp \d+ Resolved/u });
    await screen.findByRole("button", { name: /About lamp 4 Resolved/u });
    expect(rows()).toHaveLength(5);
    expect(console.server.count("GET", /contact=3/u)).toBe(1);
    await console.user.click(screen.getByRole("button", { name: "Show all" }));
    expect(await screen.findByRole("button", { name: /About lamp 12 Resolved/u })).toBeTruthy();
    expect(rows()).toHaveLength(6);
    expect(screen.queryByRole("button", { name: "Show all" })).toBeNull();
    await console.user.click(screen.getByRole("button", { name: /About lamp 4 Resolved/u }));
    expect(location.hash).toContain("/4");
  });

  test("tell a past conversation as the feed has it", async () => {
    const console = await openConsole({ conversations: [chat(), chat({ id: 4, status: "resolved" })] });
    console.server.on("GET", /contact=3/u, page([chat(), chat({ id: 4, status: "resolved" })], 10));
    await console.show(<Details conversation={chat()} onClose={() => {}} />);
    expect(await screen.findByRole("button", { name: /Resolved/u })).toBeTruthy();
    await console.event("conversation.updated", chat({ id: 4, status: "open" }));
    expect(await screen.findByRole("button", { name: /^No message yet Open /u })).toBeTruthy();
  });

  test("no other conversations are told", async () => {
    const console = await openConsole();
    console.server.on("GET", /contact=3/u, page([chat()], 10));
    await console.show(<Details conversation={chat()} onClose={() => {}} />);
    expect(await screen.findByText("There are no others.")).toBeTruthy();
  });

  test("close", async () => {
    const { user, onClose } = await details();
    await user.click(screen.getByRole("button", { name: "Close details" }));
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe("what is known of the customer", () => {
  const NOTE = {
    id: 1,
    client_id: "n1",
    contact: 3,
    author: mia,
    content: "Prefers calls",
    created_at: "2026-11-21T08:00:00Z",
    deleted_at: null,
  };
  const EARLIER = chat({ id: 4, status: "resolved", last_message: { ...LAST, content: "About a lamp" } });
  const asked = ({ server }: TestConsole) =>
    server.count("GET", /^\/api\/(contacts|conversations\/9)\/|contact=3/u);

  async function beside(answer: object): Promise<TestConsole> {
    const console = await openConsole();
    console.server
      .on("GET", /contact_notes,past$/u, { ...page([], 10), ...answer })
      .on("GET", /^\/api\/contacts\/3\/notes\//u, page([NOTE], 10))
      .on("GET", /contact=3/u, page([chat(), EARLIER], 10));
    const nothing = { start: null, onBack: vi.fn<() => void>(), onDetails: vi.fn<() => void>() };
    await console.show(
      <>
        <Details conversation={chat()} onClose={vi.fn<() => void>()} />
        <ThreadPane id={9} detailsShown ref={createRef()} {...nothing} />
      </>,
    );
    return console;
  }

  test("comes with the thread that is opened, in one request", async () => {
    const console = await beside({ contact_notes: [NOTE], past: [chat(), EARLIER] });
    expect(await screen.findByText("Prefers calls")).toBeTruthy();
    expect(await screen.findByRole("button", { name: /About a lamp Resolved/u })).toBeTruthy();
    expect(asked(console)).toBe(1);
  });

  test("is asked for again when notes change while the thread is on its way", async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    const console = await openConsole();
    console.server.on("GET", /contact_notes,past$/u, () => promise);
    console.server.on(
      "GET",
      /^\/api\/contacts\/3\/notes\//u,
      page([{ ...NOTE, content: "Wrote a letter" }], 10),
    );
    const nothing = { start: null, onBack: vi.fn<() => void>(), onDetails: vi.fn<() => void>() };
    await console.show(
      <>
        <ThreadPane id={9} detailsShown ref={createRef()} {...nothing} />
        <Details conversation={chat()} onClose={vi.fn<() => void>()} />
      </>,
    );
    await console.event("contact_note.created", NOTE);
    resolve({ ...page([], 10), contact_notes: [] });
    expect(await screen.findByText("Wrote a letter")).toBeTruthy();
  });

  test("is asked for where no thread brings it", async () => {
    const console = await beside({});
    expect(await screen.findByText("Prefers calls")).toBeTruthy();
    expect(await screen.findByRole("button", { name: /About a lamp Resolved/u })).toBeTruthy();
    await waitFor(() => expect(asked(console)).toBe(3));
  });
});
