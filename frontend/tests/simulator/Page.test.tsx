/** The phone page: somebody plays a customer. */
// @vitest-environment jsdom
import { act, render, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { en } from "../../src/simulator/i18n/en";
import { LanguageProvider } from "../../src/simulator/i18n/language";
import { Page } from "../../src/simulator/Page";
import type { State } from "../../src/simulator/state";
import { ann, box, hello, log, openPhone, own, state } from "../support/phone";
import { FakeServer } from "../support/server";

describe("customers", () => {
  const names = (): (string | null)[] =>
    within(screen.getByRole("list", { name: "Customers" }))
      .getAllByRole("button")
      .map(({ textContent }) => textContent);

  test("are listed, and found by name or number", async () => {
    const { user } = await openPhone();
    expect(names()).toEqual(["Ann Lee", "Ben Stone"]);
    await user.type(screen.getByRole("searchbox", { name: "Find a customer" }), "900124");
    expect(names()).toEqual(["Ben Stone"]);
    await user.type(screen.getByRole("searchbox", { name: "Find a customer" }), "x");
    expect(screen.getByText("Nobody like that.")).toBeTruthy();
  });

  test("none yet is told", async () => {
    new FakeServer()
      .on("GET", /\/state/u, state({ customers: [], customer: null, messages: [] }))
      .on("GET", /after=/u, () => new Promise<State>(() => {}));
    await act(async () =>
      render(
        <LanguageProvider language={en}>
          <Page />
        </LanguageProvider>,
      ),
    );
    expect(await screen.findByText(/There is no customer yet/u)).toBeTruthy();
  });

  test("choosing one is kept in the address", async () => {
    const { user } = await openPhone();
    await user.click(screen.getByRole("button", { name: "Ben Stone" }));
    expect(location.hash).toBe("#2");
  });

  test("show what they have not read", async () => {
    await openPhone();
    expect(screen.getByText("unread").parentElement?.textContent).toBe("2 unread");
  });
});

describe("the chat", () => {
  test("shows both sides, and how far the customer's own messages are", async () => {
    await openPhone();
    expect(log().getByText("Good morning").closest("article")?.dataset["own"]).toBe("false");
    const mine = log().getByText("Is it there?").closest("article");
    expect(mine?.dataset["own"]).toBe("true");
  });

  test("a text goes to the business", async () => {
    const { user, asked } = await openPhone();
    await user.type(box(), "Hello{Enter}");
    await waitFor(() =>
      expect(asked(/customers\/1\/messages$/u)).toEqual([{ text: "Hello", reply_to: null }]),
    );
    expect(box().value).toBe("");
  });

  test("Shift and Enter break the line, and nothing is not sent", async () => {
    const { user, asked } = await openPhone();
    await user.type(box(), "{Enter}");
    await user.type(box(), "one{Shift>}{Enter}{/Shift}two{Enter}");
    await waitFor(() => expect(asked(/messages$/u)).toEqual([{ text: "one\ntwo", reply_to: null }]));
  });

  test("fast typing keeps its order: each waits for the one before", async () => {
    const { user, server, asked } = await openPhone();
    const first = Promise.withResolvers<object>();
    server.on("POST", /customers\/1\/messages$/u, () => first.promise);
    await user.type(box(), "one{Enter}two{Enter}");
    expect(asked(/messages$/u)).toHaveLength(1);
    await act(async () => first.resolve({}));
    await waitFor(() => expect(asked(/messages$/u)).toHaveLength(2));
  });

  test("what was refused is said and comes back into the box", async () => {
    const { user, server } = await openPhone();
    server.refuses("POST", /messages$/u, 400, { detail: "Too long." });
    await user.type(box(), "Hello{Enter}");
    expect(await screen.findByText("Too long.")).toBeTruthy();
    expect(box().value).toBe("Hello");
  });

  test("an answer quotes", async () => {
    const { user, asked } = await openPhone();
    await user.click(log().getByRole("button", { name: "Reply" }));
    expect(screen.getByRole("button", { name: "Do not quote" })).toBeTruthy();
    await user.type(box(), "Yes{Enter}");
    await waitFor(() => expect(asked(/messages$/u)).toEqual([{ text: "Yes", reply_to: 11 }]));
  });

  test("an own message is edited", async () => {
    const { user, asked } = await openPhone();
    await user.click(screen.getByText("Edit"));
    await user.type(box(), "Is it here?");
    await user.click(screen.getByRole("button", { name: "Change" }));
    await waitFor(() => expect(asked(/messages\/12\/edit$/u)).toEqual([{ text: "Is it here?" }]));
  });

  test("an own message is deleted", async () => {
    const { user, asked } = await openPhone();
    await user.click(screen.getByText("Delete for everyone"));
    await waitFor(() => expect(asked(/messages\/12\/delete$/u)).toHaveLength(1));
  });

  test("what comes later is shown", async () => {
    const { update } = await openPhone();
    await update({ messages: [hello, own, { ...hello, id: 13, body: "Yes, it is." }] });
    expect(log().getByText("Yes, it is.")).toBeTruthy();
  });

  test("a deleted one is told", async () => {
    await openPhone({ messages: [{ ...hello, revoked: true }] });
    expect(log().getByText("This message was deleted.")).toBeTruthy();
  });
});

describe("receipts", () => {
  test("are switched to manual", async () => {
    const { user, asked } = await openPhone();
    await user.click(screen.getByRole("switch", { name: "Receipts: automatic" }));
    await waitFor(() => expect(asked(/customers\/1\/receipts$/u)).toEqual([{ automatic: false }]));
  });

  test("are then given one by one", async () => {
    const { user, asked } = await openPhone({ customers: [{ ...ann, automatic_receipts: false }] });
    await user.click(screen.getByRole("button", { name: "Mark delivered" }));
    await waitFor(() => expect(asked(/messages\/11\/status$/u)).toEqual([{ status: "delivered" }]));
  });
});
