/** The messages of an open conversation, and what happens to them. */
// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, test, vi } from "vitest";
import { ThreadPane } from "../../../src/console/thread/ThreadPane";
import type { Message } from "../../../src/protocol";
import { chat, CLOSED_WINDOW, openConsole } from "../../support/console";
import { at, bubble, hello, lines, log, openPane, reply } from "../../support/pane";
import { message, page } from "../../support/samples";

describe("messages", () => {
  test("stand in their order, under their day", async () => {
    await openPane();
    expect(lines()).toEqual(["Hello", "Good morning"]);
    expect(within(log()).getByText(/21 November|November 21/u)).toBeTruthy();
  });

  test("of ours name who wrote them and how far they are", async () => {
    await openPane();
    const ours = within(bubble("Good morning"));
    expect(ours.getByText("Mia")).toBeTruthy();
    expect(ours.getByLabelText("Delivered")).toBeTruthy();
  });

  test("that come are added", async () => {
    const { event } = await openPane();
    await event("message.created", message({ id: 3, content: "Thanks", timestamp: at(2) }));
    expect(lines()).toEqual(["Hello", "Good morning", "Thanks"]);
  });

  test("that are changed change", async () => {
    const { event } = await openPane();
    await event("message.updated", { ...reply, status: "read" });
    expect(within(bubble("Good morning")).getByLabelText("Read")).toBeTruthy();
  });

  test("that were deleted stay readable for agents", async () => {
    const { event, user } = await openPane();
    await event("message.updated", { ...hello, revoked_at: at(5) });
    expect(within(log()).getByText("Deleted by the customer")).toBeTruthy();
    await user.click(within(log()).getByRole("button", { name: "Show what it said" }));
    expect(within(log()).getByText("Hello").tagName).toBe("DEL");
  });

  test("none are told", async () => {
    await openPane([]);
    expect(screen.getByText("No messages yet. Write the first one.")).toBeTruthy();
  });

  test("new ones stand below a line when the conversation is opened", async () => {
    await openPane([message({ id: 3, content: "And now?", timestamp: at(3) }), reply, hello], { unread: 1 });
    const rows = [...log().querySelectorAll(".thread-row")].map(({ textContent }) => textContent);
    const line = rows.indexOf("New");
    expect(line).toBeGreaterThan(0);
    expect(rows[line + 1]).toContain("And now?");
  });
});

test("their day is laid over them while somebody scrolls, and not beside its own line", async () => {
  const hours = [9, 8, 7, 6, 5, 4, 3, 2, 1];
  await openPane(
    [22, 21].flatMap((day) =>
      hours.map((hour) =>
        message({ id: day * 10 + hour, content: "Hm", timestamp: `2026-11-${day}T1${hour}:00:00Z` }),
      ),
    ),
  );
  Object.defineProperty(log(), "scrollHeight", { value: 2000 });
  const over = (scrollTop: number): string | undefined => {
    log().scrollTop = scrollTop;
    fireEvent.scroll(log());
    const shown = document.querySelector(".floating-day");
    if (shown !== null) expect(shown.ariaHidden).toBe("true");
    return shown?.textContent;
  };
  const line = [...log().querySelectorAll<HTMLElement>(".thread-row")].findLast(
    (row) => row.querySelector(".day") !== null,
  );
  const newer = Number.parseFloat(/translateY\((.*)px\)/u.exec(line?.style.transform ?? "")?.[1] ?? "");
  expect(newer).toBeGreaterThan(400);
  expect(over(0)).toBeUndefined();
  expect(over(200)).toMatch(/21/u);
  expect(over(newer - 20)).toBeUndefined();
  expect(over(newer + 100)).toMatch(/22/u);
  expect(over(1400)).toBeUndefined();
});

describe("older ones", () => {
  test("come by themselves", async () => {
    const console = await openConsole({});
    console.server.on(
      "GET",
      /messages\/\?include=activity,drafting$/u,
      page([reply], 10, "/api/conversations/9/messages/?cursor=old"),
    );
    console.server.on("GET", /cursor=old/u, page([hello], 10));
    await console.show(
      <ThreadPane
        id={9}
        start={null}
        detailsShown={false}
        onBack={vi.fn()}
        onDetails={vi.fn()}
        ref={createRef()}
      />,
    );
    await waitFor(() => expect(lines()).toEqual(["Hello", "Good morning"]));
  });

  test("that do not come can be asked for again", async () => {
    const console = await openConsole({});
    console.server.refuses("GET", /messages\/\?include=activity,drafting$/u, 400, {});
    await console.show(
      <ThreadPane
        id={9}
        start={null}
        detailsShown={false}
        onBack={vi.fn()}
        onDetails={vi.fn()}
        ref={createRef()}
      />,
    );
    expect(await screen.findByText("The messages could not be loaded.")).toBeTruthy();
    console.server.on("GET", /messages\/\?include=activity,drafting$/u, page([hello], 10));
    await console.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(lines()).toEqual(["Hello"]));
  });
});

describe("what went wrong", () => {
  const failed = (error: object): Message => ({
    ...reply,
    status: "failed",
    error: { code: "131026", title: "Not delivered", detail: "", action: "", ...error } as Message["error"],
  });

  test("is said, and can be tried again", async () => {
    const { server, user } = await openPane([failed({ action: "Try again later." }), hello]);
    server.on("POST", /\/messages\/2\/retry\/$/u, { ...reply, status: "queued" });
    expect(within(bubble("Good morning")).getByText("Not delivered")).toBeTruthy();
    expect(within(bubble("Good morning")).getByText(/Try again later/u)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Resend" }));
    expect(server.count("POST", /\/messages\/2\/retry\/$/u)).toBe(1);
    await waitFor(() => expect(screen.queryByText("Not delivered")).toBeNull());
  });

  test("is not to be tried again where that does harm, but may be", async () => {
    await openPane([failed({ code: "131049", advice: "do_not_write" }), hello]);
    expect(screen.queryByRole("button", { name: "Resend" })).toBeNull();
    expect(screen.getByRole("button", { name: "Send anyway" })).toBeTruthy();
  });

  test("is unknown when nobody answered: the agent says how it was", async () => {
    const { server, user } = await openPane([{ ...reply, status: "unconfirmed" }, hello]);
    server.on("POST", /\/messages\/2\/confirm\/$/u, { ...reply, status: "sent" });
    await user.click(screen.getByRole("button", { name: "It arrived" }));
    await waitFor(() => expect(server.count("POST", /confirm/u)).toBe(1));
    await waitFor(() => expect(screen.queryByRole("button", { name: "It arrived" })).toBeNull());
  });

  test("a held one can be taken back", async () => {
    const { server, user } = await openPane([{ ...reply, status: "held" }, hello]);
    server.on("POST", /\/messages\/2\/cancel\/$/u, { ...reply, status: "failed" });
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(server.count("POST", /cancel/u)).toBe(1));
  });

  test("a held one can be sent at once while the window is open, and the focus stays with it", async () => {
    const { server, user, event } = await openPane([{ ...reply, status: "held" }, hello]);
    const row = bubble("Good morning").closest("[role=article]");
    server.on("POST", /\/messages\/2\/release\/$/u, { ...reply, status: "queued" });
    await user.click(screen.getByRole("button", { name: "Send now" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Send now" })).toBeNull());
    expect(server.count("POST", /release/u)).toBe(1);
    expect(document.activeElement).toBe(row);
    await event("message.updated", { ...reply, status: "held" });
    await event("conversation.updated", chat({ window: CLOSED_WINDOW }));
    expect(screen.queryByRole("button", { name: "Send now" })).toBeNull();
    expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
  });

  test("what is refused can be asked for once more, with the focus where it was", async () => {
    const { server, user } = await openPane([{ ...reply, status: "held" }, hello]);
    server.refuses("POST", /cancel/u, 409, { detail: "Not now." });
    const cancel = screen.getByRole("button", { name: "Cancel" });
    await user.click(cancel);
    await waitFor(() => expect(cancel.getAttribute("aria-disabled")).toBe("false"));
    expect(document.activeElement).toBe(cancel);
  });

  test("a refusal of the server is a notice", async () => {
    const { server, user, client } = await openPane([{ ...reply, status: "held" }, hello]);
    server.refuses("POST", /cancel/u, 409, { detail: "It is on its way." });
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() =>
      expect(client.notice.get()).toEqual({ kind: "problem", text: "That did not work: It is on its way." }),
    );
  });
});
