/** Going to a message that is far from what is loaded. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import { ThreadPane, type ThreadHandle } from "../../../src/console/thread/ThreadPane";
import type { Message } from "../../../src/protocol";
import { capableMe, openConsole } from "../../support/console";
import { at, hello, log, reply } from "../../support/pane";
import { message, page } from "../../support/samples";

const quoting = message({
  id: 20_000,
  content: "So?",
  timestamp: at(50),
  reply_to: { id: 1, direction: "inbound", author: null, preview: "Hello" },
});
const NEVER = () => new Promise<Response>(() => {});

/** Of the thread only the newest message is loaded. */
async function openEnd() {
  const console = await openConsole({ me: capableMe() });
  const url = "/api/conversations/9/messages/";
  console.server.on("GET", /messages\/\?cursor=/u, NEVER);
  console.server.on("GET", /include=activity,drafting$/u, page([quoting], 10, `${url}?cursor=old`));
  console.server.on("GET", /around=1$/u, { ...page([reply, hello], 10), previous: `${url}?cursor=newer` });
  const handle = createRef<ThreadHandle>();
  await console.show(
    <ThreadPane id={9} start={null} detailsShown={false} onBack={vi.fn()} onDetails={vi.fn()} ref={handle} />,
  );
  await screen.findByText("So?");
  const asked = () => console.server.count("GET", /messages\/\?include/u);
  return { ...console, asked, handle };
}

const isMarked = (id: number) =>
  waitFor(() => expect(log().querySelector(`[data-message="${id}"]`)?.className).toContain("marked"));

test("the first one of twenty thousand takes one request, with the opening of the thread two", async () => {
  const { user, asked } = await openEnd();
  expect(asked()).toBe(1);
  await user.click(screen.getByRole("button", { name: /^Go to the quoted message/u }));
  await isMarked(1);
  expect(asked()).toBe(2);
  expect(within(log()).getByText("Loading messages…")).toBeTruthy();
});

test("what is loaded is gone to at once", async () => {
  const { user, asked } = await openEnd();
  const quote = () => screen.getByRole("button", { name: /^Go to the quoted message/u });
  await user.click(quote());
  await isMarked(1);
  await user.click(quote());
  await isMarked(1);
  expect(asked()).toBe(2);
});

test("one that its page has not is asked for once, and told", async () => {
  const { user, server, client, asked } = await openEnd();
  server.on("GET", /around=1$/u, page([reply], 10));
  await user.click(screen.getByRole("button", { name: /^Go to the quoted message/u }));
  await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  expect(asked()).toBe(2);
});

test("one that is gone is told, and one whose page does not come", async () => {
  const { user, server, client } = await openEnd();
  const quote = screen.getByRole("button", { name: /^Go to the quoted message/u });
  server.refuses("GET", /around=1$/u, 404, {});
  await user.click(quote);
  const told = (text: RegExp) =>
    waitFor(() => expect(client.notice.get()).toMatchObject({ text: expect.stringMatching(text) }));
  await told(/message/u);
  server.refuses("GET", /around=1$/u, 400, {});
  await user.click(quote);
  await told(/could not be loaded/u);
});

describe("a page that comes late", () => {
  /** It comes when it is let come. */
  const ask = async () => {
    const shown = await openEnd();
    const answers: ((answer: object) => void)[] = [];
    shown.server.on("GET", /around=1$/u, () => new Promise<object>((come) => void answers.push(come)));
    await shown.user.click(screen.getByRole("button", { name: /^Go to the quoted message/u }));
    await waitFor(() => expect(answers).toHaveLength(1));
    const come = (...messages: Message[]) =>
      act(async () => {
        const previous = "/api/conversations/9/messages/?cursor=newer";
        for (const answer of answers) answer({ ...page(messages, 10), previous });
      });
    return { ...shown, come };
  };

  test.each<[string, (shown: Awaited<ReturnType<typeof ask>>) => unknown]>([
    ["scrolls", () => fireEvent.wheel(log())],
    ["goes elsewhere by key", () => fireEvent.keyDown(log(), { key: "ArrowDown" })],
    ["writes", ({ user }) => user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "a")],
  ])("takes nobody there who %s meanwhile", async (_, act) => {
    const shown = await ask();
    await act(shown);
    await shown.come(reply, hello);
    expect(await screen.findByText("Good morning")).toBeTruthy();
    expect(log().querySelector(".marked")).toBeNull();
  });
});
