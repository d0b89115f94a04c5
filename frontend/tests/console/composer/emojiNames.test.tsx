/** Emoji by their names: a colon, and two letters. */
// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { typedEmoji } from "../../../src/console/composer/emoji/typed";
import { box, openComposer, posted } from "../../support/composer";

const list = () => screen.queryByRole("listbox", { name: "Emoji" });
const options = (): string[] => screen.getAllByRole("option").map((one) => one.textContent.trim());

describe("a name is looked for", () => {
  test.each([
    [":wa", "wa"],
    ["Hello :th", "th"],
    ["a\n:thumbs_up", "thumbs up"],
  ])("in %o", (text, query) => {
    expect(typedEmoji(text, text.length)?.query).toBe(query);
  });

  test.each([":", ":D", ":p", "10:30", "Note:this", "https://a", ":wave:", ":wave "])("not in %o", (text) => {
    expect(typedEmoji(text, text.length)).toBeNull();
  });

  test("only up to the caret", () => {
    expect(typedEmoji(":wave and more", 3)).toEqual({ start: 0, end: 3, query: "wa" });
  });
});

describe("in a reply", () => {
  test.each(["{Enter}", "{Tab}"])("%s takes the one that is chosen, and nothing is sent", async (key) => {
    const console = await openComposer();
    await console.user.type(box(), "Bye :wav");
    expect(options()).toEqual(["👋wave hello bye"]);
    expect(box().getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    await console.user.keyboard(key);
    expect(box().value).toBe("Bye 👋");
    expect(list()).toBeNull();
    expect(posted(console)).toEqual([]);
  });

  test("the one whose own name begins so stands first; arrows choose another", async () => {
    const { user } = await openComposer();
    await user.type(box(), ":tha");
    expect(options()[0]).toContain("thanks");
    await user.clear(box());
    await user.type(box(), ":smi{ArrowDown}{Enter}");
    expect(box().value).toBe("😃");
  });

  test("Escape leaves the word as it is, and Enter sends it then", async () => {
    const console = await openComposer();
    await console.user.type(box(), ":wav{Escape}");
    expect(list()).toBeNull();
    await console.user.keyboard("{Enter}");
    expect(posted(console)).toMatchObject([{ content: ":wav" }]);
  });

  test("a word that names none is a word", async () => {
    const console = await openComposer();
    await console.user.type(box(), ":zebra{Enter}");
    expect(posted(console)).toMatchObject([{ content: ":zebra" }]);
  });

  test("the button that sends takes it as Enter does", async () => {
    const console = await openComposer();
    await console.user.type(box(), ":wav");
    await console.user.click(screen.getByRole("button", { name: "Send" }));
    expect(box().value).toBe("👋");
    expect(posted(console)).toEqual([]);
  });
});

test("in a note, too", async () => {
  const { user, handle } = await openComposer();
  await act(async () => handle.current?.note());
  const note: HTMLTextAreaElement = screen.getByRole("textbox", { name: "Note to colleagues" });
  await user.type(note, ":wav{Enter}");
  expect(note.value).toBe("👋");
});
