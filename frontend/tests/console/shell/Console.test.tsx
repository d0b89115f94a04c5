/** The whole console: panes, keys, title. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { chat, openConsole } from "../../support/console";
import { message, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

beforeEach(() => go({ open: null, view: "all", q: "" }));

describe("the whole console", () => {
  const ben = chat({
    id: 8,
    contact: { ...chat().contact, id: 4, name: "Ben" },
    last_activity_at: "2026-11-21T07:00:00Z",
  });

  async function whole() {
    const console = await openConsole({ conversations: [chat(), ben], messages: [message()] });
    console.server.on("GET", /\/conversations\/8\/messages\//u, page([], 10));
    await console.show(<Console />);
    await screen.findByRole("option", { name: /Ana/u });
    return console;
  }

  test("nothing is open at first", async () => {
    await whole();
    expect(await screen.findByText("No conversation open")).toBeTruthy();
  });

  test("a click opens a conversation with the focus in its composer", async () => {
    const { user } = await whole();
    await user.click(screen.getByRole("option", { name: /Ana/u }));
    expect(await openThreadOf("Ana")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Reply to Ana" }));
  });

  test("keys choose, open and leave", async () => {
    const { user } = await whole();
    await user.keyboard("j");
    await user.keyboard("j{Enter}");
    expect(await openThreadOf("Ben")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(await screen.findByText("No conversation open")).toBeTruthy();
  });

  test("? shows the keys", async () => {
    const { user } = await whole();
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeTruthy();
  });

  test("letters in the composer are text", async () => {
    const { user } = await whole();
    await user.click(screen.getByRole("option", { name: /Ana/u }));
    const box: HTMLTextAreaElement = await screen.findByRole("textbox", { name: "Reply to Ana" });
    await user.type(box, "just a joke?");
    expect(box.value).toBe("just a joke?");
    expect(screen.queryByRole("dialog", { name: "Keyboard shortcuts" })).toBeNull();
  });

  test("a key does its verb on the open conversation", async () => {
    const { user, server } = await whole();
    server.on("PATCH", /./u, chat({ status: "resolved" }));
    await user.keyboard("j{Enter}");
    await screen.findByRole("feed", { name: /Messages with/u });
    await user.keyboard("e");
    await waitFor(() => expect(server.bodies("PATCH", /./u)).toEqual([{ status: "resolved" }]));
  });

  test("details are shown and hidden beside it", async () => {
    const { user } = await whole();
    await user.click(screen.getByRole("option", { name: /Ana/u }));
    await user.click(await screen.findByRole("button", { name: "Details" }));
    expect(screen.getByRole("complementary", { name: "Details" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Close details" }));
    expect(screen.queryByRole("complementary", { name: "Details" })).toBeNull();
  });

  test("the title counts what waits", async () => {
    const { event } = await whole();
    await event("conversation.updated", chat({ unread: 2 }));
    expect(document.title).toBe("(1) Support console");
  });

  test("a message that was refused elsewhere is told", async () => {
    const { user, server, client } = await whole();
    await user.click(screen.getByRole("option", { name: /Ana/u }));
    const answer = Promise.withResolvers<Response>();
    server.on("POST", /conversations\/9\/messages/u, () => answer.promise);
    await user.type(await screen.findByRole("textbox", { name: "Reply to Ana" }), "Hello{Enter}");
    await act(async () => go({ open: 8 }));
    await act(async () =>
      answer.resolve(Response.json({ code: "x", detail: "Not today." }, { status: 400 })),
    );
    await waitFor(() =>
      expect(client.notice.get()).toEqual({
        kind: "problem",
        text: "Not sent to Ana: Not today.",
        conversation: 9,
      }),
    );
  });
});
