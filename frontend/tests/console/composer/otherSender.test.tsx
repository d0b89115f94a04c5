/** Meta's Business Agent answers: nothing is written until somebody takes the conversation over. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Conversation } from "../../../src/protocol";
import { box, openComposer, posted, write } from "../../support/composer";
import { chat, CLOSED_WINDOW } from "../../support/console";
import { openPane, reply, type ShownPane } from "../../support/pane";

const answered_by = "Meta's Business Agent";
const takeOver = (): HTMLElement => screen.getByRole("button", { name: "Take over" });
const banner = (): HTMLElement | null => screen.queryByText("Meta's Business Agent answers here.");
const boxes = (): HTMLElement[] => screen.queryAllByRole("textbox");

async function pane(change: Partial<Conversation>): Promise<ShownPane> {
  const shown = await openPane([], change);
  shown.server.on("POST", /\/take-over\/$/u, chat());
  return shown;
}

describe("while another sender answers", () => {
  test("a banner says so in the place of the box", async () => {
    await openComposer({ answered_by });
    expect(banner()).not.toBeNull();
    expect(boxes()).toEqual([]);
  });

  test("nothing is sent by the keys of the pane", async () => {
    const console = await pane({ answered_by });
    await act(async () => write(console, "Hello"));
    await act(async () => console.handle.current?.send(true));
    expect(posted(console)).toEqual([]);
  });

  test("what it writes is not shown as ours", async () => {
    await openPane([{ ...reply, origin: "other" }], { answered_by });
    expect(screen.getByText("sent by another sender")).toBeTruthy();
  });

  test("what was written before stays, and is there afterwards", async () => {
    const { user, again } = await openComposer();
    await user.type(box(), "Good mor");
    await again({ answered_by });
    expect(banner()).not.toBeNull();
    await again({});
    expect(box().value).toBe("Good mor");
    expect(document.activeElement).toBe(box());
  });

  test("after the window only a template can be sent, whoever answered", async () => {
    await openComposer({ answered_by, window: CLOSED_WINDOW });
    expect(banner()).toBeNull();
    expect(screen.getByRole("button", { name: "Choose a template" })).toBeTruthy();
  });
});

describe("taking over", () => {
  test("by the keyboard leads to the box", async () => {
    const { user, server, handle } = await pane({ answered_by });
    await act(async () => handle.current?.reply());
    await user.tab();
    expect(document.activeElement).toBe(takeOver());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(banner()).toBeNull());
    expect(server.count("POST", /\/conversations\/9\/take-over\/$/u)).toBe(1);
    expect(document.activeElement).toBe(box());
  });

  test("that is refused leaves the banner and says why", async () => {
    const { user, server, client } = await pane({ answered_by });
    const refused = { code: "forbidden", detail: "You may not.", errors: {} };
    server.on("POST", /\/take-over\/$/u, () => Response.json(refused, { status: 403 }));
    await user.click(takeOver());
    await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
    expect(banner()).not.toBeNull();
  });

  test("by somebody else opens the box here, too", async () => {
    const { event } = await pane({ answered_by });
    await event("conversation.updated", chat());
    expect(banner()).toBeNull();
    expect(box()).toBeTruthy();
  });

  test("is needed as soon as another sender answers", async () => {
    const { event } = await pane({});
    await event("conversation.updated", chat({ answered_by }));
    expect(banner()).not.toBeNull();
  });
});
