/** The draft under the composer: what other devices make of it, and what the message that is made of it says. */
// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Composer } from "../../../src/console/composer/Composer";
import type { DraftGiven } from "../../../src/protocol/rest/drafts";
import { box, openComposer, posted } from "../../support/composer";
import { chat } from "../../support/console";
import { content, FakeDrafts, savedDraft } from "../../support/drafts";
import { FakeSocket } from "../../support/fakes";
import { message } from "../../support/samples";

const hear = (draft: object | null): Promise<void> =>
  act(async () => {
    FakeSocket.last.says({ op: "draft", inbox: 7, conversation: 9, draft });
    await Promise.resolve();
  });

test("what another device writes is shown where nothing is unsaved here", async () => {
  await openComposer();
  const hello = message();
  await hear(savedDraft("From the phone", 5, { content: content("From the phone", { quoted: hello }) }));
  expect(box().value).toBe("From the phone");
  expect(document.querySelector(".quote-bar .bubble-author")?.textContent).toBe("Ana");
});

test("a draft that is found again is written on at its end", async () => {
  const console = await openComposer();
  await console.user.type(box(), "Dear Ana");
  cleanup();
  await console.show(<Composer conversation={chat()} ref={null} />);
  act(() => box().focus());
  expect([box().selectionStart, box().selectionEnd]).toEqual([8, 8]);
});

test("both are kept where both wrote; one is taken or let go", async () => {
  const { user } = await openComposer();
  await user.type(box(), "From the laptop");
  await hear(savedDraft("From the phone", 5));
  expect(box().value).toBe("From the laptop");
  const offered = await screen.findByRole("group", { name: "Draft from another device" });
  expect(offered.textContent).toContain("From the phone");
  await user.click(screen.getByRole("button", { name: "Use" }));
  expect(box().value).toBe("From the phone");
  expect(offered.textContent).toContain("From the laptop");
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect(screen.queryByRole("group", { name: "Draft from another device" })).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(box()));
});

describe("the message that is made of it", () => {
  test("names its revision, and what this window has sent", async () => {
    const console = await openComposer();
    const remote = new FakeDrafts();
    console.server.on("PUT", /\/draft\/$/u, ({ body }) => remote.put(body as DraftGiven));
    await console.user.type(box(), "Hello");
    await act(async () => box().blur());
    await waitFor(() => expect(remote.row?.content.text).toBe("Hello"));
    await console.user.type(box(), "{Enter}");
    await console.user.type(box(), "Again{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(2));
    const [first, second] = posted(console) as Record<string, unknown>[];
    expect(first).toMatchObject({ draft_revision: 101, seen_client_ids: [] });
    expect(second?.["seen_client_ids"]).toEqual([first?.["client_id"]]);
  });

  test("that was sent from another window takes the same words away here", async () => {
    const { user, event, client } = await openComposer();
    await user.type(box(), "Hello");
    const author = { id: client.me.id, username: "sam", name: "Sam" };
    const timestamp = new Date().toISOString();
    await event(
      "message.created",
      message({ id: 60, direction: "outbound", content: "Hello", author, timestamp }),
    );
    expect(box().value).toBe("");
  });
});
