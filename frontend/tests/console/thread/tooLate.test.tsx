/** A reply that comes back while the agent is at something else. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { chat, CLOSED_WINDOW } from "../../support/console";
import { at, log, openPane } from "../../support/pane";

test("a text that the closed window refuses waits while the agent writes a note, and calls nobody away", async () => {
  const { server, user, client } = await openPane();
  const answer = Promise.withResolvers<Response>();
  server.on("POST", /conversations\/9\/messages\/$/u, () => answer.promise);
  await user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Too late{Enter}");
  await user.click(screen.getByRole("button", { name: "Note" }));
  const note = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Note to colleagues" });
  await user.type(note, "Angry");
  const closed = {
    code: "window_closed",
    detail: "",
    errors: {},
    window: { open: false, closes_at: at(0) },
  };
  await act(async () => answer.resolve(Response.json(closed, { status: 409 })));
  await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  expect(document.activeElement).toBe(note);
  await user.keyboard(" on the phone");
  expect(note.value).toBe("Angry on the phone");
  await user.keyboard("{Escape}");
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: /Message to Ana/u }).value).toBe(
    "Too late",
  );
});

test("one that was to wait, and needs a template now, is the text that waits with it", async () => {
  const { server, user, event } = await openPane();
  server.refuses("POST", /conversations\/9\/messages\/$/u, 400, { code: "template_needed" });
  await user.type(screen.getByRole("textbox", { name: "Reply to Ana" }), "Later");
  await user.click(screen.getByRole("button", { name: "More ways to send" }));
  await user.click(screen.getByRole("button", { name: "Send when they reply" }));
  await event("conversation.updated", chat({ window: CLOSED_WINDOW }));
  const held: HTMLTextAreaElement = await screen.findByRole("textbox", { name: /Message to Ana/u });
  expect(held.value).toBe("Later");
  expect(within(log()).queryByText("Not sent")).toBeNull();
});
