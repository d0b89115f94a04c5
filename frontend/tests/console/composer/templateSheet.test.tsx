/** With a closed window: one line, and templates are chosen in a sheet over the thread. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { box, openComposer, posted } from "../../support/composer";
import { CLOSED_WINDOW } from "../../support/console";

const opener = (): HTMLButtonElement => screen.getByRole("button", { name: "Choose a template" });
const sheet = (): Promise<HTMLElement> => screen.findByRole("dialog", { name: "Choose a template" });

describe("with a closed window", () => {
  test("the focus goes to what opens the templates, and in them to the search", async () => {
    const { handle, user } = await openComposer({ window: CLOSED_WINDOW });
    await act(async () => handle.current?.focus());
    expect(document.activeElement).toBe(opener());
    await user.keyboard("{Enter}");
    const search = within(await sheet()).getByRole("searchbox");
    await waitFor(() => expect(document.activeElement).toBe(search));
  });

  test("a template is chosen, sent and the sheet goes", async () => {
    const console = await openComposer({ window: CLOSED_WINDOW });
    expect(screen.queryByRole("list", { name: "Templates" })).toBeNull();
    await console.user.click(opener());
    const inside = within(await sheet());
    await console.user.click(await inside.findByRole("button", { name: /order update/u }));
    await console.user.click(inside.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(posted(console)).toMatchObject([{ template: { name: "order_update" } }]));
  });

  test("Escape leaves it, and the focus is where it was", async () => {
    const { user } = await openComposer({ window: CLOSED_WINDOW });
    await user.click(opener());
    await sheet();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(opener()));
  });

  test("what follows their reply is written before the template is chosen", async () => {
    const console = await openComposer({ window: CLOSED_WINDOW });
    await console.user.click(screen.getByRole("button", { name: "Send when they reply" }));
    expect(opener().disabled).toBe(true);
    await console.user.type(screen.getByRole("textbox"), "It is ready.");
    await console.user.click(opener());
    const inside = within(await sheet());
    await console.user.click(await inside.findByRole("button", { name: /order update/u }));
    await console.user.click(inside.getByRole("button", { name: "Hold until they reply" }));
    await waitFor(() => expect(posted(console)).toMatchObject([{ content: "It is ready.", hold: true }]));
  });

  test("what is filled in stays while they write again, until the agent decides", async () => {
    const { user, again } = await openComposer({ window: CLOSED_WINDOW });
    await user.click(opener());
    const inside = within(await sheet());
    await user.click(await inside.findByRole("button", { name: /order update/u }));
    await again({});
    expect(inside.getByRole("button", { name: "Send" })).toBeTruthy();
    expect(inside.getByText(/^They have written again/u)).toBeTruthy();
    await user.click(inside.getByRole("button", { name: "Write a reply" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(box()));
  });

  test("so does what is chosen for a text that waits", async () => {
    const { user, again } = await openComposer({ window: CLOSED_WINDOW });
    await user.click(screen.getByRole("button", { name: "Send when they reply" }));
    await user.type(screen.getByRole("textbox"), "It is ready.");
    await user.click(opener());
    const inside = within(await sheet());
    await again({});
    await user.click(inside.getByRole("button", { name: "Write a reply" }));
    await waitFor(() => expect(document.activeElement).toBe(box()));
    expect(box().value).toBe("It is ready.");
  });
});
