/** Notes to colleagues: what is written as one never goes to the customer, and the other way round. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { box, openComposer, posted, sentMessage, type Shown } from "../../support/composer";
import { chat, CLOSED_WINDOW } from "../../support/console";
import { updateContactNotes, withNote } from "../../../src/store/notes/notes";
import { newQueries } from "../../../src/store/queries";
import type { ContactNote, Conversation } from "../../../src/protocol";

const noteBox = (): HTMLTextAreaElement => screen.getByRole("textbox", { name: "Note to colleagues" });
const noted = (console: Shown) => console.server.bodies("POST", /\/conversations\/9\/notes\/$/u);

async function open(change: Partial<Conversation> = {}, can: object = {}): Promise<Shown> {
  const shown = await openComposer(change, can);
  const { server } = shown;
  server.on("POST", /\/notes\/$/u, ({ body }) =>
    Response.json(
      {
        ...sentMessage(body as Record<string, unknown>),
        direction: "note",
        kind: "note",
        status: "received",
      },
      { status: 201 },
    ),
  );
  const page = (results: unknown[]) => ({ results, next: null, previous: null });
  server.on("GET", /\/agents\//u, page([{ id: 3, username: "jonas", name: "Jonas Weber", role: "agent" }]));
  server.on("GET", /\/teams\//u, page([{ id: 2, name: "Returns" }]));
  return shown;
}

describe("a note", () => {
  test("goes to colleagues and nowhere else, and tells the customer of no typing", async () => {
    const shown = await open({}, { typing: true });
    await shown.user.type(box(), "{Escape}");
    await act(async () => shown.handle.current?.note());
    expect(document.activeElement).toBe(noteBox());
    await shown.user.type(noteBox(), "Angry on the phone{Enter}");
    await waitFor(() =>
      expect(noted(shown)).toMatchObject([{ content: "Angry on the phone", mentions: [] }]),
    );
    expect(posted(shown)).toEqual([]);
    expect(shown.server.count("POST", /\/typing\/$/u)).toBe(0);
    expect(noteBox().value).toBe("");
  });

  test("is not added by the Enter that ends a word of an input method", async () => {
    const shown = await open();
    await act(async () => shown.handle.current?.note());
    await shown.user.type(noteBox(), "Hm");
    fireEvent.keyDown(noteBox(), { key: "Enter", keyCode: 229 });
    expect(noteBox().value).toBe("Hm");
    expect(noted(shown)).toEqual([]);
  });

  test("has a draft of its own; Escape leads back to the reply", async () => {
    const shown = await open();
    await shown.user.type(box(), "Good mor");
    await shown.user.click(screen.getByRole("button", { name: "Note" }));
    await shown.user.type(noteBox(), "Careful");
    await shown.user.keyboard("{Escape}");
    expect(box().value).toBe("Good mor");
    expect(document.activeElement).toBe(box());
    await shown.user.keyboard("ning{Enter}");
    await waitFor(() => expect(posted(shown)).toMatchObject([{ kind: "text", content: "Good morning" }]));
    await shown.user.click(screen.getByRole("button", { name: "Note (draft)" }));
    expect(noteBox().value).toBe("Careful");
    expect(noted(shown)).toEqual([]);
  });

  test("names who was chosen, as long as the name stands", async () => {
    const shown = await open();
    await act(async () => shown.handle.current?.note());
    await shown.user.type(noteBox(), "Ask @jo");
    await screen.findByRole("option", { name: /Jonas Weber/u });
    await shown.user.keyboard("{Enter}");
    expect(noteBox().value).toBe("Ask @Jonas Weber ");
    await shown.user.keyboard("or @Ret");
    await screen.findByRole("option", { name: /Returns/u });
    await shown.user.keyboard("{Escape}");
    // The list is left, not the note.
    expect(noteBox().value).toBe("Ask @Jonas Weber or @Ret");
    await shown.user.keyboard("{Enter}");
    await waitFor(() =>
      expect(noted(shown)).toMatchObject([
        { content: "Ask @Jonas Weber or @Ret", mentions: [{ kind: "agent", id: 3 }] },
      ]),
    );
  });

  test.each([
    ["after the window", { window: CLOSED_WINDOW }],
    ["of a blocked contact", { contact: { ...chat().contact, blocked: true } }],
    ["while another sender answers", { answered_by: "Meta's Business Agent" }],
  ])("is written %s, too", async (_, change) => {
    const shown = await open(change);
    await act(async () => shown.handle.current?.note());
    await shown.user.type(noteBox(), "Hm{Enter}");
    await waitFor(() => expect(noted(shown)).toHaveLength(1));
    expect(posted(shown)).toEqual([]);
  });

  test("takes no files: they are for the customer", async () => {
    const shown = await open();
    await act(async () => shown.handle.current?.note());
    await act(async () =>
      shown.handle.current?.attach([new File(["x"], "secret.png", { type: "image/png" })]),
    );
    expect(shown.client.notice.get()).toMatchObject({ kind: "problem" });
    expect(shown.client.draftKeeper.files.list(9)).toEqual([]);
  });
});

test("notes on a contact are the same in whatever order answers and events come", () => {
  const one: ContactNote = {
    id: 1,
    contact: 4,
    author: null,
    content: "Prefers calls",
    created_at: "2026-01-02T03:04:05Z",
    deleted_at: null,
  };
  const gone = { ...one, content: "", deleted_at: "2026-01-02T04:04:05Z" };
  const two = { ...one, id: 2 };
  expect(withNote(withNote([one], two), two).map(({ id }) => id)).toEqual([2, 1]);
  expect(withNote(withNote([two], one), gone)).toEqual([two]);
  const queries = newQueries();
  updateContactNotes(queries, one);
  // Nobody has asked for them: they are read when somebody does.
  expect(queries.getQueryData(["contact-notes", 4])).toBeUndefined();
});
