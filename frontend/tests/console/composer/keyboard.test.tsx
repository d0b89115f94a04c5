/** Where the keys and the focus go while an answer is written. */
// @vitest-environment jsdom
import { act, createEvent, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { chooseEnterSends } from "../../../src/console/keyboard/useKeySettings";
import { box, openComposer, posted, quoted, sendButton, written } from "../../support/composer";
import { hello } from "../../support/pane";

const file = (name: string, type = "image/png") => new File(["abc"], name, { type });

describe("Enter", () => {
  test("that picks a word of an input method sends nothing", async () => {
    const console = await openComposer();
    await console.user.type(box(), "ni");
    fireEvent.keyDown(box(), { key: "Enter", isComposing: true });
    expect(posted(console)).toEqual([]);
    expect(box().value).toBe("ni");
  });

  test("that ends a word in Safari, where only its code says so, sends nothing", async () => {
    const console = await openComposer();
    await console.user.type(box(), "你");
    fireEvent.keyDown(box(), { key: "Enter", isComposing: false, keyCode: 229 });
    expect(posted(console)).toEqual([]);
    expect(box().value).toBe("你");
  });

  test.each(["Control", "Meta", "Alt"])("with %s is left to the page's own shortcuts", async (modifier) => {
    const console = await openComposer();
    await console.user.type(box(), "Hello");
    await console.user.keyboard(`{${modifier}>}{Enter}{/${modifier}}`);
    expect(posted(console)).toEqual([]);
    expect(box().value.trim()).toBe("Hello");
  });

  test("sends three messages in the order in which they were written, each once", async () => {
    const console = await openComposer();
    await console.user.type(box(), "one{Enter}two{Enter}three{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(3));
    expect(posted(console).map((body) => (body as { content: string }).content)).toEqual([
      "one",
      "two",
      "three",
    ]);
    const ids = new Set(posted(console).map((body) => (body as { client_id: string }).client_id));
    expect(ids.size).toBe(3);
  });
});

describe("Enter that breaks the line", () => {
  afterEach(() => chooseEnterSends(true));
  const contents = (console: Awaited<ReturnType<typeof openComposer>>) =>
    posted(console).map((body) => (body as { content: string }).content);

  test("makes two lines one message, which Ctrl with it sends", async () => {
    chooseEnterSends(false);
    const console = await openComposer();
    await console.user.type(box(), "one{Enter}two");
    expect(box().value).toBe("one\ntwo");
    expect(box().getAttribute("enterkeyhint")).toBe("enter");
    expect(posted(console)).toEqual([]);
    await console.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(contents(console)).toEqual(["one\ntwo"]));
  });

  test("is sent by the button", async () => {
    chooseEnterSends(false);
    const console = await openComposer();
    await console.user.type(box(), "one{Enter}two");
    await console.user.click(sendButton());
    await waitFor(() => expect(contents(console)).toEqual(["one\ntwo"]));
  });

  test("still picks what is offered while a word is typed", async () => {
    chooseEnterSends(false);
    const { user } = await openComposer();
    await user.type(box(), ":wave");
    await screen.findByRole("option", { name: /wave/u });
    await user.keyboard("{Enter}");
    expect(box().value).toMatch(/^👋\s?$/u);
  });

  test("says so beside the box, and in the menu of what sends", async () => {
    chooseEnterSends(false);
    const { user } = await openComposer();
    expect(screen.getByText(/^Ctrl\+Enter sends · Enter new line/u)).toBeTruthy();
    await user.type(box(), "Hello");
    await user.click(screen.getByRole("button", { name: "More ways to send" }));
    expect(screen.getByRole("button", { name: "Send Ctrl+Enter" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Send and resolve Ctrl+Shift+Enter" })).toBeTruthy();
  });
});

describe("the focus comes back to the text", () => {
  const attach = async (user: Awaited<ReturnType<typeof openComposer>>["user"], what: string) => {
    await user.click(screen.getByRole("button", { name: "Attach" }));
    await user.click(screen.getByRole("button", { name: what }));
  };

  test("after a button has sent it", async () => {
    const { user } = await openComposer();
    await user.type(box(), "Hello");
    await user.click(sendButton());
    expect(document.activeElement).toBe(box());
  });

  test("after a file was put aside", async () => {
    const { user, handle } = await openComposer();
    await act(async () => handle.current?.attach([file("a.png")]));
    await user.click(screen.getByRole("button", { name: "Do not send a.png" }));
    expect(document.activeElement).toBe(box());
  });

  test("after a quote was dropped", async () => {
    const { user, handle } = await openComposer();
    await act(async () => handle.current?.quote(hello));
    await user.click(screen.getByRole("button", { name: "Do not quote" }));
    expect(document.activeElement).toBe(box());
  });

  test("and the caret stays where it was", async () => {
    const { user, handle } = await openComposer();
    await user.type(box(), "Hello Ana");
    box().setSelectionRange(5, 5);
    await act(async () => handle.current?.quote(hello));
    expect([box().selectionStart, box().selectionEnd]).toEqual([5, 5]);
  });

  test("but somebody who searches meanwhile is not called away", async () => {
    const { handle, show } = await openComposer();
    await show(<input aria-label="Search" />);
    screen.getByLabelText("Search").focus();
    await act(async () => handle.current?.attach([file("a.png")]));
    expect(document.activeElement).toBe(screen.getByLabelText("Search"));
  });

  test("after a dialog was left, with what was written", async () => {
    const { user } = await openComposer();
    await user.type(box(), "I am here:");
    await attach(user, "Location");
    await screen.findByRole("dialog", { name: "Location" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Location" })).toBeNull());
    expect(box().value).toBe("I am here:");
    await waitFor(() => expect(document.activeElement).toBe(box()));
  });
});

describe("an emoji", () => {
  test("takes the place of what is selected", async () => {
    const { user } = await openComposer();
    await user.type(box(), "Hello Ana");
    await user.click(screen.getByRole("button", { name: "Emoji" }));
    await user.type(await screen.findByRole("searchbox", { name: "Search emoji" }), "wave");
    box().setSelectionRange(0, 5);
    await user.click(screen.getByRole("button", { name: /wave|👋/u }));
    expect(box().value).toBe("👋 Ana");
  });
});

describe("files from outside", () => {
  const drag = (type: "dragOver" | "dragLeave" | "drop", files: File[], types = ["Files"]): Event => {
    const target = box();
    const event = createEvent[type](target, { dataTransfer: { files, types } });
    fireEvent(target, event);
    return event;
  };
  const hint = () => screen.queryByText("Drop the files to attach them");

  test("a dragged text is left to the box", async () => {
    await openComposer();
    expect(drag("dragOver", [], ["text/plain"]).defaultPrevented).toBe(false);
    expect(hint()).toBeNull();
  });
});

describe("a draft of more than text", () => {
  test("has its files and its quote when the conversation is opened again", async () => {
    const { handle, client } = await openComposer();
    await act(async () => handle.current?.attach([file("a.png")]));
    await act(async () => handle.current?.quote(hello));
    expect(client.draftKeeper.files.list(9).map((one) => one.file.name)).toEqual(["a.png"]);
    expect(quoted(client)?.id).toBe(1);
  });

  test("is gone as a whole when it is sent", async () => {
    const { user, handle, client } = await openComposer();
    await act(async () => handle.current?.attach([file("a.png")]));
    await act(async () => handle.current?.quote(hello));
    await user.type(box(), "Look{Enter}");
    expect(client.draftKeeper.files.list(9)).toEqual([]);
    expect(quoted(client)).toBeNull();
    expect(written(client)).toBe("");
  });
});
