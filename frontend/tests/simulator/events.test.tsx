/** What a customer of the phone page does besides writing, and what happens to a number. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import type { State } from "../../src/simulator/state";
import { ann, box, hello, openPhone, own, shop } from "../support/phone";

const twilio = { ...shop, id: 2, provider: "twilio", name: "Branch" } as const;

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
});

async function panel(change: Partial<State> = {}) {
  const shown = await openPhone(change);
  await shown.user.click(screen.getByRole("button", { name: /Faults and events/u }));
  return { ...shown, panel: within(screen.getByRole("complementary", { name: "Faults and events" })) };
}

describe("reacting", () => {
  test("gives the emoji", async () => {
    const { user, asked } = await openPhone({ messages: [hello] });
    await user.click(screen.getByRole("button", { name: "React with 👍" }));
    expect(asked(/\/messages\/11\/reaction$/u)).toEqual([{ emoji: "👍" }]);
  });

  test("with the same one takes it back", async () => {
    const { user, asked } = await openPhone({ messages: [{ ...hello, customer_reaction: "👍" }] });
    const given = screen.getByRole("button", { name: "React with 👍" });
    expect(given.getAttribute("aria-pressed")).toBe("true");
    await user.click(given);
    expect(asked(/\/messages\/11\/reaction$/u)).toEqual([{ emoji: "" }]);
  });
});

describe("the menu of a message", () => {
  test("of the business has nothing to edit or delete", async () => {
    await openPhone({ messages: [hello] });
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Delete for everyone" })).toBeNull();
  });

  test("of one's own that is no text can be deleted, not edited", async () => {
    await openPhone({ messages: [{ ...own, kind: "location" }] });
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    expect(screen.getByRole("button", { name: "Delete for everyone" })).toBeTruthy();
  });

  test("is gone once the message is", async () => {
    await openPhone({ messages: [{ ...own, revoked: true }] });
    expect(screen.queryByRole("group", { name: "React" })).toBeNull();
  });
});

describe("sending more than text", () => {
  test("a place is drawn by the simulator", async () => {
    const { user, asked } = await openPhone();
    await user.click(screen.getByRole("button", { name: "Location" }));
    expect(asked(/\/customers\/1\/messages$/u)).toMatchObject([{ kind: "location", reply_to: null }]);
  });

  test("what only Meta reports is not offered at Twilio", async () => {
    await openPhone({ customers: [{ ...ann, provider: "twilio" }] });
    expect(screen.queryByRole("button", { name: "Order" })).toBeNull();
    expect(screen.getByRole("button", { name: "Location" })).toBeTruthy();
  });

  test("a refusal is said", async () => {
    const { user, server } = await openPhone();
    server.refuses("POST", /messages$/u, 400, { detail: "No such customer." });
    await user.click(screen.getByRole("button", { name: "Sticker" }));
    expect(await screen.findByText("No such customer.")).toBeTruthy();
  });

  test("leaves what is being written alone", async () => {
    const { user, asked } = await openPhone();
    await user.type(box(), "Wait");
    await user.click(screen.getByRole("button", { name: "Voice note" }));
    await waitFor(() => expect(asked(/\/customers\/1\/messages$/u)).toHaveLength(1));
    expect(box().value).toBe("Wait");
  });
});

describe("another customer", () => {
  async function form(change: Partial<State> = {}) {
    const shown = await openPhone(change);
    await shown.user.click(screen.getByRole("button", { name: "New customer" }));
    return { ...shown, form: within(screen.getByRole("dialog", { name: "New customer" })) };
  }

  test("writes to the number that was chosen, where there are several", async () => {
    const { user, server, asked, form: shown } = await form({ numbers: [shop, twilio] });
    server.on("POST", /\/customers$/u, { id: 2 });
    await user.type(shown.getByLabelText("Name"), "Cleo");
    await user.selectOptions(shown.getByLabelText("Writes to"), "Branch (Twilio)");
    await user.click(shown.getByRole("button", { name: "Add" }));
    await waitFor(() => expect(asked(/\/customers$/u)).toMatchObject([{ number: 2 }]));
  });

  test("with one number there is nothing to choose", async () => {
    const { form: shown } = await form();
    expect(shown.queryByLabelText("Writes to")).toBeNull();
  });

  test("that is refused can be mended: nothing that was typed is lost", async () => {
    const { user, server, form: shown } = await form();
    server.refuses("POST", /\/customers$/u, 400, { detail: "That number is taken." });
    await user.type(shown.getByLabelText("Name"), "Cleo");
    await user.click(shown.getByRole("button", { name: "Add" }));
    expect((await shown.findByRole("alert")).textContent).toContain("That number is taken.");
    expect(shown.getByLabelText<HTMLInputElement>("Name").value).toBe("Cleo");
  });
});

describe("what happens to a customer", () => {
  test("they hide their number, and show it again", async () => {
    const { user, asked, panel: shown } = await panel();
    await user.click(shown.getByRole("button", { name: "Hide the number" }));
    expect(asked(/\/customers\/1\/identity$/u)).toEqual([{ username: "shy.customer", hidden: true }]);
  });

  test("they take another number", async () => {
    const { user, asked, panel: shown } = await panel();
    await user.type(shown.getByLabelText("New number"), "+44 7700 900999");
    await user.click(shown.getByRole("button", { name: "Change number" }));
    expect(asked(/\/customers\/1\/number$/u)).toEqual([{ wa_id: "+44 7700 900999" }]);
    expect(await shown.findByText("The number has changed.")).toBeTruthy();
  });

  test("without a number there is none to hide", async () => {
    const { panel: shown } = await panel({ customers: [{ ...ann, wa_id: "" }] });
    expect(shown.queryByRole("button", { name: /the number$/u })).toBeNull();
  });
});
