/** The parts of the details: folded as this agent left them, and what is exchanged in one of them. */
// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Details } from "../../../src/console/details/Details";
import type { Activity, ExchangedFile } from "../../../src/protocol";
import { capableMe, chat, openConsole, type TestConsole } from "../../support/console";
import { activity, attachment, message, mia, page } from "../../support/samples";

const FILES = /^\/api\/conversations\/9\/attachments\//u;

function file(id: number, change: Partial<ExchangedFile> = {}): ExchangedFile {
  const shown = attachment({ id, filename: `${id}.png`, url: `/api/attachments/${id}/file` });
  const at = { message: 100 + id, direction: "inbound", timestamp: `2026-11-2${id}T08:00:00Z` } as const;
  return { ...shown, ...at, ...change };
}

async function details(
  files: ExchangedFile[] = [],
  { me = capableMe(), next = null as string | null } = {},
): Promise<TestConsole> {
  const console = await openConsole({ me, messages: [message({ id: 3, author: mia })] });
  console.server.on("GET", FILES, { ...page(files, 10), next });
  console.server.on("GET", /contact=3/u, page([], 10));
  console.server.on("GET", /^\/api\/contacts\/3\/notes\//u, page([], 10));
  await console.show(<Details conversation={chat()} onClose={() => {}} />);
  return console;
}

const title = (name: string): HTMLElement => screen.getByRole("button", { name });
const isOpen = (name: string): boolean => title(name).getAttribute("aria-expanded") === "true";
const rows = (): string[] =>
  within(screen.getByRole("heading", { name: "Files" }).closest("section")!)
    .queryAllByRole("listitem")
    .map((row) => row.querySelector(".file-name")!.textContent);

describe("a section", () => {
  test("is folded and unfolded by its title, also with the keyboard", async () => {
    const { user } = await details();
    expect([isOpen("Customer"), isOpen("Technical")]).toEqual([true, false]);
    title("Customer").focus();
    await user.keyboard("{Enter}");
    expect(isOpen("Customer")).toBe(false);
    expect(screen.queryByText("Phone")).toBeNull();
    await user.keyboard(" ");
    expect(screen.getByText("Phone")).toBeTruthy();
    expect(title("Customer").getAttribute("aria-controls")).toBe(
      screen.getByText("Phone").closest("div[id]")!.id,
    );
  });

  test("keeps what somebody writes in it", async () => {
    const { user } = await details();
    await user.type(screen.getByRole("textbox", { name: "New note on the customer" }), "Rings twice");
    await user.click(title("Notes on the customer"));
    expect(screen.queryByRole("textbox", { name: "New note on the customer" })).toBeNull();
    await user.click(title("Notes on the customer"));
    expect(screen.getByRole("textbox", { name: "New note on the customer" })).toHaveProperty(
      "value",
      "Rings twice",
    );
  });

  test("stays as this agent left it, and not as another one did", async () => {
    const { user } = await details();
    await user.click(title("Conversation"));
    const again = await reopened(capableMe());
    expect(isOpen("Conversation")).toBe(false);
    again();
    await reopened({ ...capableMe(), id: 99 });
    expect(isOpen("Conversation")).toBe(true);
  });
});

/** In the same browser; returns what closes it. */
async function reopened(me: ReturnType<typeof capableMe>): Promise<() => void> {
  document.body.replaceChildren();
  const console = await openConsole({ me });
  const shown = await console.show(<Details conversation={chat()} onClose={() => {}} />);
  return () => shown.unmount();
}

describe("the conversation", () => {
  test("has a number to copy", async () => {
    await details();
    expect(screen.getByRole("button", { name: "Copy #9" })).toBeTruthy();
  });

  test("names who wrote in it, the last one first", async () => {
    const console = await details();
    await act(() => console.client.threads.load(9));
    await console.event(
      "message.created",
      message({ id: 8, direction: "note", kind: "note", author: { ...mia, id: 6, name: "Jonas" } }),
    );
    const wrote = screen.getByText("Wrote here").nextElementSibling;
    await waitFor(() => expect(wrote?.textContent).toBe("Jonas, Mia"));
  });
});

describe("its activity", () => {
  const ACTIVITY = /^\/api\/conversations\/9\/activity\//u;
  const said = (): string[] =>
    within(title("Activity").closest("section")!)
      .queryAllByRole("listitem")
      .map(({ textContent }) => textContent.replace(/ · .*/u, ""));

  test("is folded; what the thread brought is shown without asking, and what is done comes on top", async () => {
    const console = await details();
    const thread = { ...page([message({ id: 3 })], 10), activity: [activity()] };
    console.server.on("GET", /^\/api\/conversations\/9\/messages\//u, thread);
    expect(isOpen("Activity")).toBe(false);
    await console.user.click(title("Activity"));
    expect(screen.queryByText("Nothing was done yet.")).toBeNull();
    await act(() => console.client.threads.load(9));
    await waitFor(() => expect(said()).toEqual(["Sam resolved"]));
    await console.event(
      "activity.created",
      activity({ id: 2, verb: "reopened", at: "2026-11-21T09:00:00Z" }),
    );
    await waitFor(() => expect(said()).toEqual(["Sam reopened", "Sam resolved"]));
    expect(console.server.count("GET", ACTIVITY)).toBe(0);
  });

  test("is asked for where the thread is not loaded whole, page by page", async () => {
    const console = await details();
    const [older, newer] = [1, 2].map((id) =>
      activity({ id, at: `2026-11-2${id}T08:00:00Z`, verb: id === 1 ? "snoozed" : "resolved" }),
    ) as [Activity, Activity];
    const below = activity({ id: 0, at: "2026-11-20T08:00:00Z", verb: "woken" });
    const thread = { ...page([message({ id: 3 })], 10, "/older"), activity: [newer, below] };
    console.server
      .on("GET", /^\/api\/conversations\/9\/messages\//u, thread)
      .on("GET", ACTIVITY, page([newer], 10, "/api/conversations/9/activity/?cursor=2"))
      .on("GET", /\/activity\/\?cursor=2$/u, page([older, below], 10));
    await act(() => console.client.threads.load(9));
    await console.user.click(title("Activity"));
    await waitFor(() => expect(said()).toEqual(["Sam resolved"]));
    await console.user.click(title("Show older activity"));
    await waitFor(() => expect(said()).toEqual(["Sam resolved", "Sam snoozed", "Sam ended the snooze"]));
    expect(screen.queryByRole("button", { name: "Show older activity" })).toBeNull();
  });
});

describe("files", () => {
  test("are asked for when somebody wants to see them", async () => {
    const { user, server } = await details([file(2)]);
    expect(server.count("GET", FILES)).toBe(0);
    await user.click(title("Files"));
    await waitFor(() => expect(rows()).toEqual(["2.png"]));
    expect(server.count("GET", FILES)).toBe(1);
  });

  test("say when there are none", async () => {
    const { user } = await details();
    await user.click(title("Files"));
    expect(await screen.findByText("No files were exchanged.")).toBeTruthy();
  });

  test("pictures open large, and the arrow keys go to the others of the list", async () => {
    const { user } = await details([file(3), file(2)]);
    await user.click(title("Files"));
    await user.click(await screen.findByRole("button", { name: /^2\.png/u }));
    const dialog = await screen.findByRole("dialog", { name: "2.png" });
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("dialog", { name: "3.png" })).toBeTruthy();
  });

  test("anything else is saved, with what it is and how large", async () => {
    const { user } = await details([
      file(2, {
        kind: "document",
        filename: "Offer.pdf",
        mime_type: "application/pdf",
        size: 2048,
        direction: "outbound",
      }),
    ]);
    await user.click(title("Files"));
    const link = await screen.findByRole("link", { name: /^Offer\.pdf PDF · 2 KB · .* from us$/u });
    expect(link.getAttribute("download")).toBe("Offer.pdf");
  });

  test("what is not there yet opens nothing and says so", async () => {
    const { user } = await details([file(2, { state: "pending", url: null, filename: "" })]);
    await user.click(title("Files"));
    expect(await screen.findByText("Image")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Image/u })).toBeNull();
  });

  test("older ones come when they are asked for", async () => {
    const { user, server } = await details([file(4), file(3)], {
      next: "/api/conversations/9/attachments/?cursor=older",
    });
    server.on("GET", /cursor=older/u, page([file(1)], 10));
    await user.click(title("Files"));
    await user.click(await screen.findByRole("button", { name: "Show older files" }));
    await waitFor(() => expect(rows()).toEqual(["4.png", "3.png", "1.png"]));
    expect(screen.queryByRole("button", { name: "Show older files" })).toBeNull();
  });

  test("a new one appears, a deleted one goes, without asking again", async () => {
    const { user, server, event } = await details([file(3)]);
    await user.click(title("Files"));
    await waitFor(() => expect(rows()).toEqual(["3.png"]));
    const shown = attachment({ id: 5, filename: "5.png", url: "/api/attachments/5/file" });
    const fresh = message({
      id: 105,
      kind: "image",
      timestamp: "2026-11-25T08:00:00Z",
      attachments: [shown],
    });
    await event("message.created", fresh);
    expect(rows()).toEqual(["5.png", "3.png"]);
    await event("message.created", { ...fresh, id: 106, conversation: 10 });
    expect(rows()).toEqual(["5.png", "3.png"]);
    await event("message.updated", { ...fresh, revoked_at: "2026-11-25T09:00:00Z" });
    expect(rows()).toEqual(["3.png"]);
    expect(server.count("GET", FILES)).toBe(1);
  });

  test("that could not be read say so", async () => {
    const { user, server } = await details();
    server.on("GET", FILES, () => Response.json({ code: "x", detail: "No.", errors: {} }, { status: 403 }));
    await user.click(title("Files"));
    expect(await screen.findByText("The files could not be loaded.")).toBeTruthy();
  });
});
