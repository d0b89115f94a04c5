/** What the agent begins with in a conversation that is opened. */
// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import type { Start } from "../../../src/console/shell/useOpening";
import { ThreadPane } from "../../../src/console/thread/ThreadPane";
import { chat, openConsole } from "../../support/console";
import { hello } from "../../support/pane";

describe("what the agent begins with", () => {
  const pane = (start: Start | null) => (
    <ThreadPane
      id={9}
      start={start}
      detailsShown={false}
      onBack={vi.fn()}
      onDetails={vi.fn()}
      ref={createRef()}
    />
  );

  test("is done once, as soon as the conversation is there", async () => {
    const console = await openConsole({ messages: [hello], conversations: [chat()] });
    const start: Start = { id: 9, by: "note" };
    const { rerender, unmount } = await console.show(pane(start));
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: /note/iu }));
    await console.user.click(screen.getByRole("button", { name: "Details" }));
    await act(async () => rerender(pane(start)));
    expect(document.activeElement).not.toBe(screen.getByRole("textbox", { name: /note/iu }));
    unmount();
    await console.show(pane(start));
    expect(document.activeElement).toBe(document.body);
  });

  test("is not done in another conversation", async () => {
    const console = await openConsole({ messages: [hello], conversations: [chat()] });
    await console.show(pane({ id: 8, by: "focus" }));
    expect(document.activeElement).toBe(document.body);
  });
});
