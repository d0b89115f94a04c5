/** Emoji on a message, and what can be done with one in an inbox that cannot do everything. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { Bubble } from "../../../src/console/bubble/Bubble";
import { ReactionPicker } from "../../../src/console/bubble/ReactionPicker";
import type { Message, Reaction } from "../../../src/protocol";
import { capableMe, openConsole } from "../../support/console";
import { message, mia } from "../../support/samples";

const reaction = (change: Partial<Reaction>): Reaction => ({
  emoji: "👍",
  from: "us",
  agent: mia,
  status: "sent",
  timestamp: null,
  ...change,
});

async function shown(change: Partial<Message>, can: object = {}) {
  const console = await openConsole({ me: capableMe(can) });
  const one = message({ external_id: "wamid.1", ...change });
  await console.show(<Bubble message={one} joined={false} marked={false} />);
  return console;
}

describe("a reaction", () => {
  test("of the customer is told, and not ours to take back", async () => {
    await shown({ reactions: [reaction({ from: "contact", agent: null, emoji: "❤️" })] });
    expect(screen.getByRole("img", { name: "❤️ from the customer" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Take it back/u })).toBeNull();
  });

  test.each([
    [reaction({}), "👍 from Mia. Take it back", ""],
    [reaction({ agent: null }), "👍 from us. Take it back", ""],
    [reaction({ status: "queued" }), "👍 from Mia. Take it back", "waiting"],
    [reaction({ status: "failed" }), "👍 was not delivered. Take it back", "failed"],
  ])("of ours says how far it has come: %o", async (one, name, look) => {
    await shown({ reactions: [one] });
    const button = screen.getByRole("button", { name });
    expect(["waiting", "failed"].filter((state) => button.classList.contains(state)).join("")).toBe(look);
  });

  test("that could not be taken back is told", async () => {
    const { server, user, client } = await shown({ reactions: [reaction({})] });
    server.refuses("DELETE", /reactions/u, 400, { detail: "Too late." });
    await user.click(screen.getByRole("button", { name: /Take it back/u }));
    await waitFor(() => expect(client.notice.get()).toMatchObject({ text: "That did not work: Too late." }));
  });

  test("says so when the server does not answer", async () => {
    const { server, user, client } = await shown({ reactions: [reaction({})] });
    server.on("DELETE", /reactions/u, new TypeError("no network"));
    await user.click(screen.getByRole("button", { name: /Take it back/u }));
    await waitFor(() =>
      expect(client.notice.get()).toMatchObject({ text: "That did not work: the server does not answer." }),
    );
  });
});

describe("what can be done", () => {
  const offered = (): string[] => {
    const group = screen.queryByRole("group", { name: "What can be done with this message" });
    return group
      ? within(group)
          .getAllByRole("button")
          .map((one) => one.getAttribute("aria-label") ?? "")
      : [];
  };

  test.each([
    [{}, ["Reply to this message", "React"]],
    [{ reactions: false }, ["Reply to this message"]],
    [{ quotes: false }, ["React"]],
    [{ reactions: false, quotes: false }, []],
  ])("is what the inbox's provider takes: %o", async (can, expected) => {
    await shown({}, can);
    expect(offered()).toEqual(expected);
  });

  test.each<[string, Partial<Message>]>([
    ["a note", { direction: "note", kind: "note", external_id: null }],
    ["what the provider has no name for", { external_id: null }],
  ])("is nothing with %s", async (_, change) => {
    await shown(change);
    expect(offered()).toEqual([]);
  });
});

describe("choosing one", () => {
  test("six are at hand", async () => {
    const console = await openConsole();
    const onPick = vi.fn<(emoji: string) => void>();
    await console.show(<ReactionPicker onPick={onPick} />);
    const group = within(screen.getByRole("group", { name: "Choose a reaction" }));
    expect(group.getAllByRole("button")).toHaveLength(7);
    await console.user.click(group.getByRole("button", { name: "🙏" }));
    expect(onPick).toHaveBeenCalledExactlyOnceWith("🙏");
  });

  test("all others are behind one button", async () => {
    const console = await openConsole();
    const onPick = vi.fn<(emoji: string) => void>();
    await console.show(<ReactionPicker onPick={onPick} />);
    await act(async () => console.user.click(screen.getByRole("button", { name: "More emoji" })));
    await console.user.type(await screen.findByRole("searchbox", { name: "Search emoji" }), "wave");
    await console.user.click(screen.getByRole("button", { name: /wave|👋/u }));
    expect(onPick).toHaveBeenCalledExactlyOnceWith("👋");
  });
});
