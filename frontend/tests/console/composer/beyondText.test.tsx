/** In the composer besides text: files, the Attach menu, a closed window, what the pane asks for. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { box, openComposer, posted, sendButton } from "../../support/composer";
import { chat, CLOSED_WINDOW } from "../../support/console";

describe("files", () => {
  const file = (name: string, type: string) => new File(["abc"], name, { type });
  const tray = () => within(screen.getByRole("list", { name: "Files to send" }));

  test("are listed with what they are", async () => {
    const { user } = await openComposer();
    await user.upload(screen.getByLabelText("Photo, video or document"), [file("a.png", "image/png")]);
    expect(tray().getByText("a.png")).toBeTruthy();
    expect(tray().getByText("Image · 3 B")).toBeTruthy();
    expect(box().placeholder).toBe("Add a caption");
    expect(sendButton().disabled).toBe(false);
  });

  test("that cannot be sent say why, and hold the rest back", async () => {
    const { user, handle } = await openComposer();
    await act(async () => handle.current?.attach([file("a.exe", "application/x-msdownload")]));
    expect(tray().getByRole("alert").textContent).toContain("EXE files cannot be sent here.");
    expect(sendButton().disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "Do not send a.exe" }));
    expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
  });

  test("that are empty say so", async () => {
    const { handle } = await openComposer();
    await act(async () => handle.current?.attach([new File([], "a.png", { type: "image/png" })]));
    expect(tray().getByRole("alert").textContent).toBe("This file is empty.");
  });

  test("without captions are told apart from their text", async () => {
    const { user, handle } = await openComposer({}, { captions: [] });
    await act(async () => handle.current?.attach([file("a.png", "image/png")]));
    await user.type(box(), "Look");
    expect(screen.getByText("The text is sent as a message of its own.")).toBeTruthy();
  });

  test("wait in the outbox with their text as caption", async () => {
    const { user, handle, client } = await openComposer();
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
    const { user } = await openComposer();
    await user.click(box());
    await user.paste({ files: [file("a.png", "image/png")], getData: () => "" } as unknown as DataTransfer);
    expect(tray().getByText("a.png")).toBeTruthy();
  });
});

test("cells that are pasted are their text, not the picture of them", async () => {
  const { user } = await openComposer();
  await user.click(box());
  const getData = (type: string) => (type.startsWith("text") ? "Lamp\t3" : "");
  const cells = {
    files: [new File(["abc"], "image.png", { type: "image/png" })],
    getData,
  } as unknown as DataTransfer;
  await user.paste(cells);
  expect(box().value).toBe("Lamp\t3");
  expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
});

describe("what can be attached", () => {
  const entries = (): string[] =>
    screen
      .getAllByRole("button")
      .flatMap((one) => (one.className === "menu-item" ? [one.textContent.trim()] : []));

  test("is what the inbox can send", async () => {
    const { user } = await openComposer();
    await user.click(screen.getByRole("button", { name: "Attach" }));
    expect(entries()).toEqual([
      "Photo, video or document",
      "Location",
      "Contact card",
      "Buttons, list or link",
      "Template",
      "Canned response",
    ]);
  });

  test.each([
    [{ sends: ["text", "location"], interactive: [], templates: false }, ["Location", "Canned response"]],
    [{ sends: ["text"], interactive: [], templates: true }, ["Template", "Canned response"]],
  ])("is less elsewhere: %o", async (can, expected) => {
    const { user } = await openComposer({}, can);
    await user.click(screen.getByRole("button", { name: "Attach" }));
    expect(entries()).toEqual(expected);
  });

  test("is a canned response where only text goes", async () => {
    const { user } = await openComposer({}, { sends: ["text"], interactive: [], templates: false });
    await user.click(screen.getByRole("button", { name: "Attach" }));
    expect(entries()).toEqual(["Canned response"]);
  });

  test("a voice message only where one is taken, and not beside a text", async () => {
    const { user } = await openComposer();
    expect(screen.getByRole("button", { name: "Record a voice message" })).toBeTruthy();
    await user.type(box(), "x");
    expect(screen.queryByRole("button", { name: "Record a voice message" })).toBeNull();
  });
});

describe("after the service window", () => {
  const closed = { window: CLOSED_WINDOW };

  test("a template is asked for, and sent", async () => {
    const console = await openComposer(closed);
    expect(screen.getByText("Window closed")).toBeTruthy();
    await console.user.click(screen.getByRole("button", { name: "Choose a template" }));
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
    await openComposer({ window: { open: false, closes_at: null } });
    expect(screen.getByText("They have not written yet")).toBeTruthy();
  });

  test("an inbox without templates waits for the customer", async () => {
    await openComposer(closed, { templates: false });
    expect(screen.getByText(/has no templates, so the customer has to write first/u)).toBeTruthy();
  });

  test("an answer can wait until they write, together with what makes them", async () => {
    const console = await openComposer(closed);
    await console.user.click(screen.getByRole("button", { name: "Send when they reply" }));
    await console.user.type(screen.getByRole("textbox", { name: /Message to Ana/u }), "Your order");
    await console.user.click(screen.getByRole("button", { name: "Choose a template" }));
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
    const { user, again } = await openComposer();
    await user.type(box(), "Half a sen");
    await again(closed);
    const held: HTMLTextAreaElement = screen.getByRole("textbox", { name: /Message to Ana/u });
    expect(held.value).toBe("Half a sen");
    expect(document.activeElement).toBe(held);
  });

  test("free text is back when they write again", async () => {
    const { again } = await openComposer(closed);
    await again({});
    expect(box()).toBeTruthy();
  });
});

test("a blocked contact cannot be written to", async () => {
  await openComposer({ contact: { ...chat().contact, blocked: true } });
  expect(screen.getByText("This contact is blocked.")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
});

describe("what the rest of the pane asks for", () => {
  test("send and resolve", async () => {
    const console = await openComposer();
    console.server.on("PATCH", /\/conversations\/9\/$/u, chat({ status: "resolved" }));
    await console.user.type(box(), "Bye");
    await act(async () => console.handle.current?.send(true));
    await waitFor(() =>
      expect(console.server.bodies("PATCH", /\/conversations\/9\/$/u)).toEqual([{ status: "resolved" }]),
    );
    expect(posted(console)).toHaveLength(1);
  });

  test("nothing to send resolves nothing", async () => {
    const console = await openComposer();
    await act(async () => console.handle.current?.send(true));
    expect(console.server.count("PATCH", /./u)).toBe(0);
  });

  test("the focus", async () => {
    const { handle } = await openComposer();
    await act(async () => handle.current?.focus());
    expect(document.activeElement).toBe(box());
  });

  test("a template although the window is open", async () => {
    const { handle } = await openComposer();
    await act(async () => handle.current?.asTemplate());
    expect(await screen.findByRole("dialog", { name: "Choose a template" })).toBeTruthy();
  });
});
