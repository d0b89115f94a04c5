/** What may follow a reply at once: the menu beside the button that sends. */
// @vitest-environment jsdom
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { SendButton } from "../../../src/console/composer/SendButton";
import type { ReplyActions } from "../../../src/console/composer/useReply";
import { keysOf } from "../../../src/console/keyboard/keys";
import { AdvanceContext, type Advance } from "../../../src/console/shell/advance";
import { box, openComposer, posted } from "../../support/composer";
import { chat } from "../../support/console";
import { InEnglish } from "../../support/render";

const more = (): HTMLButtonElement => screen.getByRole("button", { name: "More ways to send" });
const item = (name: RegExp) => screen.getByRole("button", { name });

test("by keys alone it sends and resolves, and the focus is in the text again", async () => {
  const console = await openComposer();
  console.server.on("PATCH", /\/conversations\/9\/$/u, chat({ status: "resolved" }));
  expect(more().disabled).toBe(true);
  await console.user.type(box(), "Bye");
  await console.user.tab();
  await console.user.tab();
  expect(document.activeElement).toBe(more());
  await console.user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(item(/^Send Enter$/u)));
  await console.user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() =>
    expect(console.server.bodies("PATCH", /\/conversations\/9\/$/u)).toEqual([{ status: "resolved" }]),
  );
  expect(posted(console)).toMatchObject([{ content: "Bye" }]);
  expect(document.activeElement).toBe(box());
});

test("it only sends, too", async () => {
  const console = await openComposer();
  await console.user.type(box(), "Hello");
  await console.user.click(more());
  await console.user.click(item(/^Send Enter$/u));
  await waitFor(() => expect(posted(console)).toMatchObject([{ content: "Hello" }]));
  expect(console.server.count("PATCH", /./u)).toBe(0);
});

function shown(outcome: ReturnType<ReplyActions["send"]>) {
  const advance = vi.fn<Advance>();
  const send = vi.fn<ReplyActions["send"]>(() => outcome);
  render(
    <AdvanceContext value={advance}>
      <SendButton conversation={9} actions={{ canSend: true, send }} onKey={() => false} onLeave={() => {}} />
    </AdvanceContext>,
    { wrapper: InEnglish },
  );
  return { advance, send };
}

test.each([
  ["sendAndResolve", "Send and resolve", "stay"],
  ["sendResolveNext", "Send, resolve and open the next", "reply"],
] as const)("%s has its key beside it, and goes on as the key does", async (command, name, then) => {
  const { advance, send } = shown("sent");
  await userEvent.click(more());
  await userEvent.click(screen.getByRole("button", { name: `${name} ${keysOf(command)}` }));
  expect(send).toHaveBeenCalledExactlyOnceWith(true);
  expect(advance).toHaveBeenCalledExactlyOnceWith(9, then);
});

test("what is still to be filled in is asked for first: the conversation stays", async () => {
  const { advance } = shown("asking");
  await userEvent.click(more());
  await userEvent.click(screen.getByRole("button", { name: /^Send and resolve/u }));
  expect(advance).not.toHaveBeenCalled();
});
