/** With a closed window on a phone: templates are chosen in a sheet over the thread. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { openComposer, posted } from "../../support/composer";
import { CLOSED_WINDOW } from "../../support/console";
import { fakePage } from "../../support/page";

const opener = (): HTMLButtonElement => screen.getByRole("button", { name: "Choose a template" });
const sheet = (): Promise<HTMLElement> => screen.findByRole("dialog", { name: "Choose a template" });

describe("on a phone", () => {
  beforeEach(() => fakePage((query) => query.includes("max-width")));

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
});

test("where there is room they stand in the composer", async () => {
  fakePage();
  await openComposer({ window: CLOSED_WINDOW });
  expect(await screen.findByRole("list", { name: "Templates" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Choose a template" })).toBeNull();
});
