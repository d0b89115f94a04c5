/** Status, snooze, priority and labels, by mouse and by key. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import type { Conversation } from "../../../src/protocol";
import { capableMe, chat, openConsole, type TestConsole } from "../../support/console";
import { message, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

const lamps = { id: 1, name: "lamps", color: "#aa6600" };
const urgent = { id: 2, name: "Ürgent", color: "#aa0000" };

beforeEach(() => go({ open: null, view: "all", q: "" }));

async function whole(change: Partial<Conversation> = {}, role = "agent"): Promise<TestConsole> {
  const me = { ...capableMe(), role };
  const console = await openConsole({ me, conversations: [chat(change)], messages: [message()] });
  console.server.on("GET", /^\/api\/labels\//u, page([lamps, urgent], 10)).on("PATCH", /./u, chat(change));
  await console.show(<Console />);
  await console.user.click(await screen.findByRole("option", { name: /Ana/u }));
  await openThreadOf("Ana");
  (document.activeElement as HTMLElement).blur();
  return console;
}

const patched = ({ server }: TestConsole) => server.bodies("PATCH", /\/conversations\/9\/$/u);
const dialog = async (name: string) => within(await screen.findByRole("dialog", { name }));
const gone = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

describe("status", () => {
  test.each([
    ["Pending", { status: "pending" }],
    ["Resolve", { status: "resolved" }],
  ])("%s from the menu beside Resolve", async (name, change) => {
    const console = await whole();
    await console.user.click(screen.getByRole("button", { name: "More to do with it" }));
    await console.user.click(
      (await dialog("Status")).getByRole("option", { name: new RegExp(`^${name}(?!,)`, "u") }),
    );
    await waitFor(() => expect(patched(console)).toEqual([change]));
    await gone();
  });

  test.each([
    ["Snooze…", "Snooze…"],
    ["Assign to…", "Assign to…"],
    ["Team…", "Team…"],
    ["Priority…", "Priority…"],
    ["Labels…", "Labels…"],
  ])("leads to %s", async (name, opened) => {
    const console = await whole();
    console.server.on("GET", /^\/api\/(agents|teams)\//u, page([], 10));
    await console.user.click(screen.getByRole("button", { name: "More to do with it" }));
    await console.user.click(
      (await dialog("Status")).getByRole("option", { name: new RegExp(`^${name}(?!,)`, "u") }),
    );
    expect(await dialog(opened)).toBeTruthy();
  });
});

test("each verb has an icon of its own, the same in the head of the thread", async () => {
  const iconOf = (one: HTMLElement) => one.querySelector("svg")?.innerHTML ?? "";
  const { user, event } = await whole({ unread: 0 });
  const resolve = iconOf(screen.getByRole("button", { name: "Resolve" }));
  await user.click(screen.getByRole("button", { name: "More to do with it" }));
  const options = (await dialog("Status")).getAllByRole("option");
  const names = options.map(({ ariaLabel, textContent }) => ariaLabel ?? textContent);
  const icons = options.map(iconOf);
  const named = (name: string) => icons[names.findIndex((one) => one.startsWith(name))];
  expect(names.filter((_, at) => icons.indexOf(icons[at] ?? "") !== at)).toEqual([
    expect.stringMatching(/^Resolve, then the next/u),
  ]);
  expect(resolve).toBe(named("Resolve"));
  await event("conversation.updated", chat({ status: "resolved" }));
  expect(iconOf(screen.getByRole("button", { name: "Reopen", hidden: true }))).toBe(named("Open"));
});

describe("snooze", () => {
  test("for an hour, by s and Enter", async () => {
    const console = await whole();
    await console.user.keyboard("s");
    await dialog("Snooze…");
    const from = Date.now();
    await console.user.keyboard("{Enter}");
    await waitFor(() => expect(patched(console)).toHaveLength(1));
    const [{ status, snoozed_until: until }] = patched(console) as [
      { status: string; snoozed_until: string },
    ];
    expect(status).toBe("snoozed");
    expect(Math.abs(Date.parse(until) - from - 3_600_000)).toBeLessThan(60_000);
  });

  test("until they reply is pending, which the customer ends", async () => {
    const console = await whole();
    await console.user.keyboard("s");
    await console.user.click((await dialog("Snooze…")).getByRole("option", { name: /^Until they reply/u }));
    await waitFor(() => expect(patched(console)).toEqual([{ status: "pending" }]));
  });

  test("until a date; one that is over cannot be chosen", async () => {
    const console = await whole();
    await console.user.keyboard("s");
    await console.user.click((await dialog("Snooze…")).getByRole("option", { name: "Date and time…" }));
    const form = await dialog("Snooze until");
    const field: HTMLInputElement = form.getByLabelText("Date and time");
    await console.user.clear(field);
    await console.user.type(field, "2020-01-01T10:00");
    expect(form.getByText("Choose a time that is still to come.")).toBeTruthy();
    await console.user.clear(field);
    await console.user.type(field, "2999-01-01T10:00");
    await console.user.click(form.getByRole("button", { name: "Snooze" }));
    const until = new Date(2999, 0, 1, 10).toISOString();
    await waitFor(() => expect(patched(console)).toEqual([{ status: "snoozed", snoozed_until: until }]));
    await gone();
  });

  test("is ended from its chip", async () => {
    go({ status: [] });
    const console = await whole({ status: "snoozed", snoozed_until: "2999-01-01T09:00:00Z" });
    await console.user.click(screen.getByRole("button", { name: /^Status: Snoozed until/u }));
    await console.user.click((await dialog("Snooze…")).getByRole("option", { name: "Wake it now" }));
    await waitFor(() => expect(patched(console)).toEqual([{ status: "open" }]));
  });
});

test("priority, by p and a letter", async () => {
  const console = await whole();
  await console.user.keyboard("p");
  await dialog("Priority…");
  await console.user.keyboard("u{Enter}");
  await waitFor(() => expect(patched(console)).toEqual([{ priority: "urgent" }]));
});

describe("labels", () => {
  test("what is typed while the picker is on its way is no command", async () => {
    const console = await whole();
    await console.user.keyboard("le");
    await dialog("Labels…");
    await console.user.keyboard("{Escape}");
    await gone();
    expect(patched(console)).toEqual([]);
  });

  test("several are changed at once, by l, when it closes", async () => {
    const console = await whole({ labels: [lamps] });
    await console.user.keyboard("l");
    const list = await dialog("Labels…");
    await console.user.click(await list.findByRole("option", { name: "Ürgent" }));
    await console.user.click(list.getByRole("option", { name: "lamps" }));
    expect(list.getAllByRole("option", { selected: true })).toEqual([
      list.getByRole("option", { name: "Ürgent" }),
    ]);
    expect(patched(console)).toEqual([]);
    await console.user.keyboard("{Escape}");
    await waitFor(() => expect(patched(console)).toEqual([{ labels: [2] }]));
  });

  test("nothing is asked where nothing changed", async () => {
    const console = await whole({ labels: [lamps] });
    await console.user.keyboard("l");
    await dialog("Labels…");
    await console.user.keyboard("{Escape}");
    await gone();
    expect(patched(console)).toEqual([]);
  });

  test("a supervisor creates one", async () => {
    const console = await whole({}, "supervisor");
    console.server.on("POST", /^\/api\/labels\/$/u, { id: 5, name: "Late", color: "#123456" });
    await console.user.keyboard("l");
    const list = await dialog("Labels…");
    await list.findByRole("option", { name: "lamps" });
    await console.user.keyboard("Late{Enter}");
    const made = await list.findByRole("option", { name: "Late", selected: true });
    expect(made).toBeTruthy();
    expect(console.server.bodies("POST", /labels/u)).toEqual([
      { name: "Late", color: expect.stringMatching(/^#[0-9a-f]{6}$/u) as string },
    ]);
    await console.user.keyboard("{Escape}");
    await waitFor(() => expect(patched(console)).toEqual([{ labels: [5] }]));
  });

  test("an agent does not", async () => {
    const console = await whole();
    await console.user.keyboard("l");
    const list = await dialog("Labels…");
    await list.findByRole("option", { name: "lamps" });
    await console.user.keyboard("Late");
    expect(await list.findByText("No label is called that")).toBeTruthy();
    expect(list.queryAllByRole("option")).toEqual([]);
  });

  test("one that was deleted meanwhile is told, and the list is read again", async () => {
    const console = await whole();
    console.server.refuses("PATCH", /./u, 400, { errors: { labels: ["There is no label 2."] } });
    await console.user.keyboard("l");
    await console.user.click(await (await dialog("Labels…")).findByRole("option", { name: "Ürgent" }));
    await console.user.keyboard("{Escape}");
    expect(await screen.findByText("That did not work: There is no label 2.")).toBeTruthy();
    await console.user.keyboard("l");
    await dialog("Labels…");
    await waitFor(() => expect(console.server.count("GET", /^\/api\/labels\//u)).toBe(2));
  });
});
