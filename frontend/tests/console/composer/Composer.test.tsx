/** Writing and sending: what the agent does in the composer, and what the server is asked for then. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test } from "vitest";
import { Composer, type ComposerHandle } from "../../../src/console/composer/Composer";
import type { Conversation, Message } from "../../../src/protocol";
import { capableMe, chat, CLOSED_WINDOW, openConsole, type TestConsole } from "../../support/console";
import { message, template } from "../../support/samples";

interface Shown extends TestConsole {
  handle: { current: ComposerHandle | null };
  again: (change: Partial<Conversation>) => Promise<void>;
}

async function composer(change: Partial<Conversation> = {}, can: object = {}): Promise<Shown> {
  const conversation = chat(change);
  const console = await openConsole({
    me: capableMe(can),
    conversations: [conversation],
    templates: [
      template({ name: "order_update", components: [{ type: "BODY", text: "Your order is ready." }] }),
    ],
  });
  console.server.on("POST", /\/messages\/$/u, ({ body }) =>
    Response.json(sentMessage(body as Record<string, unknown>), { status: 201 }),
  );
  console.server.on("POST", /\/typing\/$/u, {});
  const handle = createRef<ComposerHandle>();
  const element = (one: Conversation) => <Composer conversation={one} ref={handle} />;
  const { rerender } = await console.show(element(conversation));
  return { ...console, handle, again: (next) => act(async () => rerender(element(chat(next)))) };
}

const sentMessage = (body: Record<string, unknown>): Message =>
  message({
    id: 50,
    direction: "outbound",
    status: "queued",
    content: String(body["content"]),
    client_id: String(body["client_id"]),
  });

const box = (): HTMLTextAreaElement => screen.getByRole("textbox", { name: "Reply to Ana" });
const sendButton = (): HTMLButtonElement => screen.getByRole("button", { name: "Send" });
const posted = (console: TestConsole) => console.server.bodies("POST", /\/conversations\/9\/messages\/$/u);

describe("a text", () => {
  test("is sent by Enter, and the box is empty again", async () => {
    const console = await composer();
    await console.user.type(box(), "Good morning{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(1));
    expect(posted(console)[0]).toMatchObject({ kind: "text", content: "Good morning", last_seen_seq: 10 });
    expect(box().value).toBe("");
  });

  test("is sent by the button", async () => {
    const console = await composer();
    await console.user.type(box(), "Good morning");
    await console.user.click(sendButton());
    await waitFor(() => expect(posted(console)).toHaveLength(1));
  });

  test("may have several lines", async () => {
    const console = await composer();
    await console.user.type(box(), "One{Shift>}{Enter}{/Shift}two{Enter}");
    await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "One\ntwo" }));
  });

  test.each(["", "   ", "{Shift>}{Enter}{/Shift}"])("of nothing (%o) is not sent", async (nothing) => {
    const console = await composer();
    if (nothing !== "") await console.user.type(box(), nothing);
    expect(sendButton().disabled).toBe(true);
    await console.user.type(box(), "{Enter}");
    expect(posted(console)).toHaveLength(0);
  });

  test("tells the customer that somebody writes, once for many letters", async () => {
    const console = await composer({}, { typing: true });
    await console.user.type(box(), "Good morning");
    expect(console.server.count("POST", /\/typing\/$/u)).toBe(1);
  });

  test("that is too long says by how much, and cannot be sent", async () => {
    const console = await composer({}, { longest_text: 10 });
    await console.user.type(box(), "Good morning");
    expect(screen.getByText("2 characters too long (WhatsApp takes 10)")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
  });

  test("that is nearly too long says what is left", async () => {
    const console = await composer({}, { longest_text: 10 });
    await console.user.type(box(), "123456789");
    expect(screen.getByText("1 left")).toBeTruthy();
  });
});

describe("a draft", () => {
  test("is there again when the conversation is", async () => {
    const console = await composer();
    await console.user.type(box(), "Not yet");
    expect(console.client.persistedDrafts.draft(9)).toBe("Not yet");
  });

  test("is gone once it is sent", async () => {
    const console = await composer();
    await console.user.type(box(), "Now{Enter}");
    await waitFor(() => expect(console.client.persistedDrafts.draft(9)).toBe(""));
  });

  test("gets what comes back put in front", async () => {
    const { user, handle } = await composer();
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
    const console = await composer();
    await act(async () => console.handle.current?.quote(asked));
    expect(screen.getByText("Is it there?")).toBeTruthy();
    await console.user.type(box(), "Yes{Enter}");
    await waitFor(() => expect(posted(console)[0]).toMatchObject({ content: "Yes", reply_to: 5 }));
    expect(screen.queryByText("Is it there?")).toBeNull();
  });

  test("brings the focus into the box", async () => {
    const { handle } = await composer();
    await act(async () => handle.current?.quote(asked));
    expect(document.activeElement).toBe(box());
  });

  test("can be dropped", async () => {
    const console = await composer();
    await act(async () => console.handle.current?.quote(asked));
    await console.user.click(screen.getByRole("button", { name: "Do not quote" }));
    await console.user.type(box(), "Yes{Enter}");
    await waitFor(() => expect(posted(console)).toHaveLength(1));
    expect(posted(console)[0]).not.toHaveProperty("reply_to");
  });

  test("names its author", async () => {
    const { handle } = await composer();
    await act(async () =>
      handle.current?.quote(
        message({ direction: "outbound", author: { id: 2, username: "mia", name: "Mia" } }),
      ),
    );
    expect(screen.getByText("Reply to Mia")).toBeTruthy();
  });
});

describe("files", () => {
  const file = (name: string, type: string) => new File(["abc"], name, { type });
  const tray = () => within(screen.getByRole("list", { name: "Files to send" }));

  test("are listed with what they are", async () => {
    const { user } = await composer();
    await user.upload(screen.getByLabelText("Photo, video or document"), [file("a.png", "image/png")]);
    expect(tray().getByText("a.png")).toBeTruthy();
    expect(tray().getByText("Image · 3 B")).toBeTruthy();
    expect(box().placeholder).toBe("Add a caption");
    expect(sendButton().disabled).toBe(false);
  });

  test("that cannot be sent say why, and hold the rest back", async () => {
    const { user, handle } = await composer();
    await act(async () => handle.current?.attach([file("a.exe", "application/x-msdownload")]));
    expect(tray().getByRole("alert").textContent).toContain("EXE files cannot be sent here.");
    expect(sendButton().disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "Do not send a.exe" }));
    expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
  });

  test("that are empty say so", async () => {
    const { handle } = await composer();
    await act(async () => handle.current?.attach([new File([], "a.png", { type: "image/png" })]));
    expect(tray().getByRole("alert").textContent).toBe("This file is empty.");
  });

  test("without captions are told apart from their text", async () => {
    const { user, handle } = await composer({}, { captions: [] });
    await act(async () => handle.current?.attach([file("a.png", "image/png")]));
    await user.type(box(), "Look");
    expect(screen.getByText("The text is sent as a message of its own.")).toBeTruthy();
  });

  test("wait in the outbox with their text as caption", async () => {
    const { user, handle, client } = await composer();
    await act(async () =>
      handle.current?.attach([file("a.png", "image/png"), file("b.pdf", "application/pdf")]),
    );
    await user.type(box(), "Both{Enter}");
    const pending = client.store.get().outbox;
    expect(pending.map((one) => [one.kind, one.content])).toEqual([
      ["image", "Both"],
      ["document", ""],
    ]);
    expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
  });

  test("that are pasted are attached", async () => {
    const { user } = await composer();
    await user.click(box());
    await user.paste({ files: [file("a.png", "image/png")], getData: () => "" } as unknown as DataTransfer);
    expect(tray().getByText("a.png")).toBeTruthy();
  });
});

describe("what can be attached", () => {
  const entries = (): string[] =>
    screen
      .getAllByRole("button")
      .flatMap((one) => (one.className === "menu-item" ? [one.textContent.trim()] : []));

  test("is what the inbox can send", async () => {
    const { user } = await composer();
    await user.click(screen.getByRole("button", { name: "Attach" }));
    expect(entries()).toEqual([
      "Photo, video or document",
      "Location",
      "Contact card",
      "Buttons, list or link",
      "Template",
    ]);
  });

  test.each([
    [{ sends: ["text", "location"], interactive: [], templates: false }, ["Location"]],
    [{ sends: ["text"], interactive: [], templates: true }, ["Template"]],
  ])("is less elsewhere: %o", async (can, expected) => {
    const { user } = await composer({}, can);
    await user.click(screen.getByRole("button", { name: "Attach" }));
    expect(entries()).toEqual(expected);
  });

  test("is nothing where only text goes", async () => {
    await composer({}, { sends: ["text"], interactive: [], templates: false });
    expect(screen.queryByRole("button", { name: "Attach" })).toBeNull();
  });

  test("a voice message only where one is taken, and not beside a text", async () => {
    const { user } = await composer();
    expect(screen.getByRole("button", { name: "Record a voice message" })).toBeTruthy();
    await user.type(box(), "x");
    expect(screen.queryByRole("button", { name: "Record a voice message" })).toBeNull();
  });
});

describe("after the service window", () => {
  const closed = { window: CLOSED_WINDOW };

  test("a template is asked for, and sent", async () => {
    const console = await composer(closed);
    expect(screen.getByText(/The service window is closed/u)).toBeTruthy();
    await console.user.click(await screen.findByRole("button", { name: /order update/u }));
    await console.user.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() =>
      expect(posted(console)[0]).toMatchObject({
        kind: "template",
        content: "",
        template: { name: "order_update", language: "en_US" },
      }),
    );
  });

  test("somebody who never wrote is told apart", async () => {
    await composer({ window: { open: false, closes_at: null } });
    expect(screen.getByText(/has not written yet/u)).toBeTruthy();
  });

  test("an inbox without templates waits for the customer", async () => {
    await composer(closed, { templates: false });
    expect(screen.getByText(/has no templates, so the customer has to write first/u)).toBeTruthy();
  });

  test("an answer can wait until they write, together with what makes them", async () => {
    const console = await composer(closed);
    await console.user.click(screen.getByRole("button", { name: "Send when they reply" }));
    await console.user.type(screen.getByRole("textbox", { name: /Message to Ana/u }), "Your order");
    await console.user.click(await screen.findByRole("button", { name: /order update/u }));
    await console.user.click(screen.getByRole("button", { name: "Hold until they reply" }));
    await waitFor(() =>
      expect(posted(console)[0]).toMatchObject({
        kind: "text",
        content: "Your order",
        hold: true,
        template: { name: "order_update" },
      }),
    );
  });

  test("what was written stays in sight when the window closes", async () => {
    const { user, again } = await composer();
    await user.type(box(), "Half a sen");
    await again(closed);
    const held: HTMLTextAreaElement = screen.getByRole("textbox", { name: /Message to Ana/u });
    expect(held.value).toBe("Half a sen");
    expect(document.activeElement).toBe(held);
  });

  test("free text is back when they write again", async () => {
    const { again } = await composer(closed);
    await again({});
    expect(box()).toBeTruthy();
  });
});

test("a blocked contact cannot be written to", async () => {
  await composer({ contact: { ...chat().contact, blocked: true } });
  expect(screen.getByText("This contact is blocked.")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
});

describe("what the rest of the pane asks for", () => {
  test("send and resolve", async () => {
    const console = await composer();
    console.server.on("PATCH", /\/conversations\/9\/$/u, chat({ status: "resolved" }));
    await console.user.type(box(), "Bye");
    await act(async () => console.handle.current?.send(true));
    await waitFor(() =>
      expect(console.server.bodies("PATCH", /\/conversations\/9\/$/u)).toEqual([{ status: "resolved" }]),
    );
    expect(posted(console)).toHaveLength(1);
  });

  test("nothing to send resolves nothing", async () => {
    const console = await composer();
    await act(async () => console.handle.current?.send(true));
    expect(console.server.count("PATCH", /./u)).toBe(0);
  });

  test("the focus", async () => {
    const { handle } = await composer();
    await act(async () => handle.current?.focus());
    expect(document.activeElement).toBe(box());
  });

  test("a template although the window is open", async () => {
    const { handle } = await composer();
    await act(async () => handle.current?.asTemplate());
    expect(await screen.findByRole("dialog", { name: "Template" })).toBeTruthy();
  });
});
