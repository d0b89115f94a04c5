/** What can be done in an open conversation, by mouse and by keyboard. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import { ThreadPane } from "../../../src/console/thread/ThreadPane";
import { chat, openConsole, type TestConsole } from "../../support/console";
import { at, bubble, hello, log, openPane, reply, type ShownPane } from "../../support/pane";
import { me, message, mia, quote } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

describe("what can be done with a message", () => {
  test("answering it quotes it", async () => {
    const { user } = await openPane();
    await user.click(within(bubble("Hello")).getByRole("button", { name: "Reply to this message" }));
    expect(screen.getByRole("button", { name: "Do not quote" })).toBeTruthy();
  });

  test("reacting to it", async () => {
    const { server, user } = await openPane();
    const emoji = { emoji: "👍", from: "us", agent: null, status: "queued", timestamp: null };
    server.on("POST", /\/messages\/1\/reactions\/$/u, { ...hello, reactions: [emoji] });
    await user.click(within(bubble("Hello")).getByRole("button", { name: "React" }));
    await user.click(await screen.findByRole("button", { name: /👍/u }));
    await waitFor(() => expect(server.bodies("POST", /reactions/u)).toEqual([{ emoji: "👍" }]));
    expect(await within(log()).findByRole("button", { name: /👍 from us/u })).toBeTruthy();
  });

  test("taking a reaction back", async () => {
    const emoji = { emoji: "👍", from: "us", agent: mia, status: "sent", timestamp: null } as const;
    const { server, user } = await openPane([reply, { ...hello, reactions: [emoji] }]);
    server.on("DELETE", /\/messages\/1\/reactions\/$/u, hello);
    await user.click(screen.getByRole("button", { name: "👍 from Mia. Take it back" }));
    await waitFor(() => expect(server.count("DELETE", /reactions/u)).toBe(1));
    await waitFor(() => expect(screen.queryByText("👍")).toBeNull());
  });

  test("its course is shown by its time", async () => {
    const { user } = await openPane();
    await user.click(within(bubble("Good morning")).getByRole("button", { name: /Delivered, .* timeline/u }));
    expect(await screen.findByRole("dialog", { name: "Message timeline" })).toBeTruthy();
  });

  test("a quoted one is jumped to and marked", async () => {
    const quoting = message({
      id: 3,
      content: "This one",
      timestamp: at(3),
      reply_to: quote("Hello"),
    });
    const { user } = await openPane([quoting, reply, hello]);
    await user.click(screen.getByRole("button", { name: "Go to the quoted message. Ana: Hello" }));
    const target = log().querySelector('[data-message="1"]');
    await waitFor(() => expect(target?.classList.contains("marked")).toBe(true));
  });

  test("one that is quoted but not there is told", async () => {
    const quoting = message({
      id: 3,
      content: "This one",
      timestamp: at(3),
      reply_to: quote("Old", { id: 77, direction: "outbound", author: me }),
    });
    const { user, client } = await openPane([quoting]);
    await user.click(screen.getByRole("button", { name: "Go to the quoted message. You: Old" }));
    await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  });
});

describe("the head", () => {
  const patched = (console: TestConsole) => console.server.bodies("PATCH", /\/conversations\/9\/$/u);

  test.each([
    [{ assignee: { id: 1, username: "demo", name: "Sam" } }, "Owner: You"],
    [{ assignee: mia, team: { id: 4, name: "Returns" } }, "Owner: Mia"],
    [{ team: { id: 4, name: "Returns" } }, "Owner: Returns"],
    [{}, "Owner: Unassigned"],
  ])("says whose it is: %o", async (change, name) => {
    await openPane(undefined, change);
    expect(screen.getByRole("button", { name })).toBeTruthy();
  });

  test("says what is out of the ordinary, and nothing else", async () => {
    const until = "2999-03-05T09:00:00Z";
    const labels = [{ id: 1, name: "lamps", color: "#a60" }];
    await openPane(undefined, { status: "snoozed", snoozed_until: until, priority: "urgent", labels });
    expect(screen.getByRole("button", { name: /^Status: Snoozed until 5 Mar|Mar 5/u })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Priority: Urgent" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Labels: lamps" })).toBeTruthy();
  });

  test("resolves and reopens", async () => {
    const console = await openPane();
    console.server.on("PATCH", /./u, chat({ status: "resolved" }));
    await console.user.click(screen.getByRole("button", { name: "Resolve" }));
    expect(patched(console)).toEqual([{ status: "resolved" }]);
    await console.user.click(await screen.findByRole("button", { name: "Reopen" }));
    expect(patched(console).at(-1)).toEqual({ status: "open" });
  });

  test("marks unread, and looking at it does not undo that", async () => {
    const last = { ...hello, kind: "text", author: null } as const;
    const { server, user, client } = await openPane([reply, hello], { last_message: last });
    server.on("POST", /\/unread\/$/u, chat({ unread: 1 }));
    await user.click(screen.getByRole("button", { name: "Mark unread" }));
    await waitFor(() => expect(client.keptUnread.get()).toBe(9));
    expect(server.count("POST", /\/seen\/$/u)).toBe(0);
  });

  test("shows the details and goes back", async () => {
    const { user, onBack, onDetails } = await openPane();
    await user.click(screen.getByRole("button", { name: "Details" }));
    await user.click(screen.getByRole("button", { name: "Back to the list" }));
    expect([onDetails.mock.calls.length, onBack.mock.calls.length]).toEqual([1, 1]);
  });
});

test("what was looked at is told to the server", async () => {
  const { server } = await openPane([reply, hello], { unread: 1 });
  await waitFor(() => expect(server.bodies("POST", /\/seen\/$/u)).toEqual([{ message: 1 }]));
});

describe("what the keyboard asks for", () => {
  test("an answer goes to the focused message", async () => {
    const { handle } = await openPane();
    bubble("Hello").closest<HTMLElement>("[role=article]")?.focus();
    await act(async () => handle.current?.reply());
    expect(screen.getByRole("button", { name: "Do not quote" })).toBeTruthy();
  });

  test("without one, into the box", async () => {
    const { handle } = await openPane();
    await act(async () => handle.current?.reply());
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Reply to Ana" }));
  });

  test("the course of the last message", async () => {
    const { handle } = await openPane();
    await act(async () => handle.current?.inspect());
    const dialog = within(await screen.findByRole("dialog", { name: "Message timeline" }));
    expect(dialog.getByText("Good morning")).toBeTruthy();
  });
});

describe("a colleague who answered meanwhile", () => {
  const newer = message({
    id: 8,
    content: "I take it",
    direction: "outbound",
    author: mia,
    timestamp: at(6),
  });

  async function conflict(): Promise<ShownPane> {
    const shown = await openPane();
    shown.server.refuses("POST", /conversations\/9\/messages\/$/u, 409, {
      code: "newer_activity",
      detail: "Somebody answered.",
      newer: [newer],
    });
    await shown.user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Mine{Enter}");
    await screen.findByRole("dialog", { name: /Mia answered/u });
    return shown;
  }

  test("is shown with what they wrote", async () => {
    await conflict();
    const dialog = within(screen.getByRole("dialog", { name: /Mia answered/u }));
    expect(dialog.getByText("I take it")).toBeTruthy();
    expect(dialog.getByText("Mine")).toBeTruthy();
  });

  test("the text comes back to be changed", async () => {
    const { user } = await conflict();
    const dialog = within(screen.getByRole("dialog", { name: /Mia answered/u }));
    await user.click(dialog.getByText("Edit"));
    const box: HTMLTextAreaElement = await screen.findByRole("textbox", { name: "Reply to Ana" });
    expect(box.value).toBe("Mine");
  });

  test("or is sent anyway", async () => {
    const { user, server } = await conflict();
    server.on("POST", /conversations\/9\/messages\/$/u, message({ id: 60, content: "Mine" }));
    await user.click(screen.getByText("Send anyway"));
    await waitFor(() => expect(server.count("POST", /conversations\/9\/messages\/$/u)).toBe(2));
    expect(server.bodies("POST", /conversations\/9\/messages\/$/u).at(-1)).not.toHaveProperty(
      "last_seen_seq",
    );
  });
});

describe("a text that the server refused", () => {
  test("says why and can be changed", async () => {
    const { server, user } = await openPane();
    server.refuses("POST", /conversations\/9\/messages\/$/u, 400, { detail: "Not like this." });
    await user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Mine{Enter}");
    expect(await within(log()).findByText("Not like this.")).toBeTruthy();
    await user.click(within(log()).getByRole("button", { name: "Edit" }));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Ana" }).value).toBe("Mine");
    expect(within(log()).queryByText("Not like this.")).toBeNull();
  });

  test("because the window has closed goes back to wait for the customer", async () => {
    const { server, user } = await openPane();
    server.refuses("POST", /conversations\/9\/messages\/$/u, 409, {
      code: "window_closed",
      window: { open: false, closes_at: at(0) },
    });
    await user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Too late{Enter}");
    const held: HTMLTextAreaElement = await screen.findByRole("textbox", { name: /Message to Ana/u });
    expect(held.value).toBe("Too late");
  });
});

test("a conversation that nobody may see says so", async () => {
  const console = await openConsole({ conversations: [] });
  console.server.refuses("GET", /\/conversations\/9\/$/u, 404, {});
  await console.show(
    <ThreadPane
      id={9}
      start={null}
      detailsShown={false}
      onBack={vi.fn()}
      onDetails={vi.fn()}
      ref={createRef()}
    />,
  );
  expect(await screen.findByText("There is no such conversation, or you may not see it.")).toBeTruthy();
});

test("one that no list has brought is asked for", async () => {
  const console = await openConsole({ conversations: [], messages: [hello] });
  console.server.on("GET", /\/conversations\/9\/$/u, chat());
  await console.show(
    <ThreadPane
      id={9}
      start={null}
      detailsShown={false}
      onBack={vi.fn()}
      onDetails={vi.fn()}
      ref={createRef()}
    />,
  );
  expect(await openThreadOf("Ana")).toBeTruthy();
});
