/** A canned response while it is written. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { CannedDialog } from "../../../src/console/canned/CannedDialog";
import { openConsole } from "../../support/console";

test("a blank goes where the caret is, in place of what is selected, and the next one behind it", async () => {
  const { server, show, user } = await openConsole();
  server.on("GET", /\/canned-responses\//u, { results: [], next: null, previous: null });
  await show(<CannedDialog view={{ kind: "list" }} onClose={() => {}} />);
  await user.click(await screen.findByRole("button", { name: /New/u }));
  const text = screen.getByLabelText<HTMLTextAreaElement>("Text");
  await user.type(text, "Dear NAME, hello.");
  text.setSelectionRange(5, 9);
  await user.click(screen.getByRole("button", { name: "Customer's first name" }));
  expect(text.value).toBe("Dear {{contact.first_name}}, hello.");
  await waitFor(() => expect(document.activeElement).toBe(text));
  await user.click(screen.getByRole("button", { name: "Inbox" }));
  expect(text.value).toBe("Dear {{contact.first_name}}{{inbox.name}}, hello.");
});
