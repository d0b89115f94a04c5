/** Writing and sending: what the agent does in the composer, and what the server is asked for then. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { box, openComposer, posted, sendButton, written } from "../../support/composer";
import { me, message } from "../../support/samples";

describe("a text", () => {
  test("is sent by Enter, and the box is empty again", async () => {
    const console = await openComposer();
    await console.user.type(box(), "Good morning{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(1));
    expect(posted(console)[0]).toMatchObject({ kind: "text", content: "Good morning", last_seen_seq: 10 });
    expect(box().value).toBe("");
  });

  test("is sent by the button", async () => {
    const console = await openComposer();
    await console.user.type(box(), "Good morning");
    await console.user.click(sendButton());
    await waitFor(() => expect(posted(console)).toHaveLength(1));
  });

  test("may have several lines", async () => {
    const console = await openComposer();
    await console.user.type(box(), "One{Shift>}{Enter}{/Shift}two{Enter}");
    await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "One\ntwo" }));
  });

  test.each(["", "   ", "{Shift>}{Enter}{/Shift}"])("of nothing (%o) is not sent", async (nothing) => {
    const console = await openComposer();
    if (nothing !== "") await console.user.type(box(), nothing);
    expect(sendButton().disabled).toBe(true);
    await console.user.type(box(), "{Enter}");
    expect(posted(console)).toHaveLength(0);
  });

  test("tells the customer that somebody writes, once for many letters", async () => {
    const console = await openComposer({}, { typing: true });
    await console.user.type(box(), "Good morning");
    expect(console.server.count("POST", /\/typing\/$/u)).toBe(1);
  });

  test("that is too long says by how much, and cannot be sent", async () => {
    const console = await openComposer({}, { longest_text: 10 });
    await console.user.type(box(), "Good morning");
    expect(screen.getByText("2 characters too long (WhatsApp takes 10)")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
    await console.user.type(box(), "{Enter}");
    expect(posted(console)).toHaveLength(0);
    expect(box().value).toBe("Good morning");
  });

  test("that is nearly too long says what is left", async () => {
    const console = await openComposer({}, { longest_text: 10 });
    await console.user.type(box(), "123456789");
    expect(screen.getByText("1 left")).toBeTruthy();
  });
});

describe("a draft", () => {
  test("is there again when the conversation is", async () => {
    const console = await openComposer();
    await console.user.type(box(), "Not yet");
    expect(written(console.client)).toBe("Not yet");
  });

  test("is gone once it is sent", async () => {
    const console = await openComposer();
    await console.user.type(box(), "Now{Enter}");
    await waitFor(() => expect(written(console.client)).toBe(""));
  });

  test("gets what comes back put in front", async () => {
    const { user, handle } = await openComposer();
    await user.type(box(), "second");
    await act(async () => handle.current?.restore("first"));
    expect(box().value).toBe("first\nsecond");
    await act(async () => handle.current?.restore("first\nsecond"));
    expect(box().value).toBe("first\nsecond");
  });
});

describe("a quote", () => {
  const asked = message({ id: 5, content: "Is it *there*?", external_id: "wamid.1" });

  test("stands above the box, and goes along", async () => {
    const console = await openComposer();
    await act(async () => console.handle.current?.quote(asked));
    expect(screen.getByText("Is it there?")).toBeTruthy();
    await console.user.type(box(), "Yes{Enter}");
    await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Yes", reply_to: 5 }));
    expect(screen.queryByText("Is it there?")).toBeNull();
  });

  test("brings the focus into the box", async () => {
    const { handle } = await openComposer();
    await act(async () => handle.current?.quote(asked));
    expect(document.activeElement).toBe(box());
  });

  test("can be dropped", async () => {
    const console = await openComposer();
    await act(async () => console.handle.current?.quote(asked));
    await console.user.click(screen.getByRole("button", { name: "Do not quote" }));
    await console.user.type(box(), "Yes{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(1));
    expect(posted(console)[0]).not.toHaveProperty("reply_to");
  });

  test("names its author", async () => {
    const { handle } = await openComposer();
    await act(async () =>
      handle.current?.quote(
        message({ direction: "outbound", author: { id: 2, username: "mia", name: "Mia" } }),
      ),
    );
    expect(document.querySelector(".quote-bar .bubble-author")?.textContent).toBe("Mia");
    await act(async () => handle.current?.quote(message({ direction: "outbound", author: me })));
    expect(document.querySelector(".quote-bar .bubble-author")?.textContent).toBe("You");
  });
});
