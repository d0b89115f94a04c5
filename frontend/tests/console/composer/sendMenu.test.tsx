/** What may follow a reply at once: the menu beside the button that sends. */
// @vitest-environment jsdom
import { act, render, screen, waitFor } from "@testing-library/react";
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

const heldToo = { until_reply: true } as const;

test("it lets the text wait until they reply", async () => {
  const console = await openComposer();
  await console.user.type(box(), "When you are back");
  await console.user.click(more());
  await console.user.click(item(/^Send when they reply$/u));
  await waitFor(() => expect(posted(console)).toMatchObject([{ content: "When you are back", ...heldToo }]));
  expect(posted(console)[0]).not.toHaveProperty("hold");
  expect([box().value, document.activeElement]).toEqual(["", box()]);
});

test("with all files that hang on it", async () => {
  const console = await openComposer();
  const files = ["a.png", "b.png"].map((name) => new File(["abc"], name, { type: "image/png" }));
  await act(async () => console.handle.current?.attach(files));
  await console.user.click(more());
  await console.user.click(item(/^Send when they reply$/u));
  const { outbox } = console.client.store.get();
  expect(outbox.map(({ kind, untilReply }) => [kind, untilReply])).toEqual([
    ["image", true],
    ["image", true],
  ]);
});

test("what the waiting text still lacks is asked for first", async () => {
  const console = await openComposer();
  await console.user.click(box());
  await console.user.paste("For {{name}}");
  await console.user.click(more());
  await console.user.click(item(/^Send when they reply$/u));
  expect(posted(console)).toEqual([]);
  await console.user.type(await screen.findByLabelText("name"), "Ana{Enter}");
  await waitFor(() => expect(posted(console)).toMatchObject([{ content: "For Ana", ...heldToo }]));
});

test("a name that is half typed does not go out by the menu either: its button means the list first", async () => {
  const console = await openComposer();
  await console.user.type(box(), "Bye :wav");
  await console.user.click(more());
  expect([box().value, document.activeElement]).toEqual(["Bye 👋", box()]);
  expect(screen.queryByRole("button", { name: /^Send Enter$/u })).toBeNull();
  await console.user.click(more());
  await console.user.click(item(/^Send Enter$/u));
  await waitFor(() => expect(posted(console)).toMatchObject([{ content: "Bye 👋" }]));
});

function shown(outcome: ReturnType<ReplyActions["send"]>) {
  const advance = vi.fn<Advance>();
  const send = vi.fn<ReplyActions["send"]>(() => outcome);
  render(
    <AdvanceContext value={advance}>
      <SendButton
        conversation={9}
        actions={{ canSend: true, send, sendWhenReply: () => outcome, chooseTime: () => "asking" }}
        onKey={() => false}
        onLeave={() => {}}
      />
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
