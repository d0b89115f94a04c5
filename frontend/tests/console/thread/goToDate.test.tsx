/** Going to a day of the thread. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announcements } from "../../../src/console/shell/announcer";
import { ThreadPane, type ThreadHandle } from "../../../src/console/thread/ThreadPane";
import { openConsole } from "../../support/console";
import { log } from "../../support/pane";
import { message, page } from "../../support/samples";

/** At noon: the same day in every zone that tests run in. */
const on = (day: string) => `${day}T12:00:00Z`;
const first = message({ id: 1, content: "In June", timestamp: on("2026-06-01") });
const later = message({ id: 2, content: "In July", timestamp: on("2026-07-05") });
const last = message({ id: 90, content: "Today", timestamp: on("2026-11-21") });
const URL = "/api/conversations/9/messages/";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T13:00:00Z") });
  announcements.set([]);
});
afterEach(() => void vi.useRealTimers());

/** Of the thread only the newest message is loaded. */
async function openEnd() {
  const console = await openConsole();
  console.server.on("GET", /messages\/\?cursor=/u, () => new Promise<Response>(() => {}));
  console.server.on("GET", /include=activity,drafting$/u, page([last], 10, `${URL}?cursor=old`));
  console.server.on("GET", /around=/u, { ...page([later, first], 10), previous: `${URL}?cursor=newer` });
  const handle = createRef<ThreadHandle>();
  await console.show(
    <ThreadPane id={9} start={null} detailsShown={false} onBack={vi.fn()} onDetails={vi.fn()} ref={handle} />,
  );
  await screen.findByText("Today", { selector: ".bubble-text, .bubble-text *" });
  const asked = () => console.server.count("GET", /messages\/\?include/u);
  return { ...console, asked, handle };
}

const dayIn = (thread: HTMLElement) => thread.querySelector<HTMLElement>(".day button") as HTMLElement;
const dialog = () => screen.findByRole("dialog", { name: "Go to a date" });
const field = (): HTMLInputElement => screen.getByLabelText("Date");
const isMarked = (id: number) =>
  waitFor(() => expect(log().querySelector(`[data-message="${id}"]`)?.className).toContain("marked"));

async function goTo(day: string): Promise<void> {
  await dialog();
  fireEvent.change(field(), { target: { value: day } });
  await act(async () => void fireEvent.submit(screen.getByRole("search")));
}

test("the day in the thread asks which, and one request goes there and says so", async () => {
  const { user, asked } = await openEnd();
  expect(asked()).toBe(1);
  await user.click(dayIn(log()));
  await dialog();
  expect(field()).toHaveProperty("value", "2026-11-21");
  expect(field()).toHaveProperty("max", "2026-11-21");
  expect(field()).toHaveProperty("min", "2026-11-20");
  await goTo("2026-07-05");
  await isMarked(2);
  expect(asked()).toBe(2);
  expect(announcements.get().map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Went to (5 July|July 5,) 2026$/u),
  ]);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement?.textContent).toContain("In July");
});

test("a day on which nothing was written leads to what came next, and says that to everybody", async () => {
  const { handle, client } = await openEnd();
  await act(async () => handle.current?.goToDate());
  await goTo("2026-06-02");
  await isMarked(2);
  expect(client.notice.get()).toMatchObject({
    kind: "told",
    text: expect.stringMatching(/^Nothing was written on .*2.*2026\. This is .*5.*2026\.$/u),
  });
});

test("the first message is near at hand", async () => {
  const { handle, user, server } = await openEnd();
  await act(async () => handle.current?.goToDate());
  await user.click(within(await dialog()).getByRole("button", { name: "First message" }));
  await isMarked(1);
  expect(server.count("GET", /around=19(70|69)/u)).toBe(1);
  expect(announcements.get()).toHaveLength(1);
});

test("Escape asks nothing and gives the focus back to where it was", async () => {
  const { user } = await openEnd();
  const box = screen.getByRole("textbox", { name: "Reply to Ana" });
  box.focus();
  await user.click(dayIn(log()));
  await dialog();
  fireEvent.change(field(), { target: { value: "2026-07-05" } });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(box));
});

test("readers find a button beside the messages, among which there is none but articles", async () => {
  const { user } = await openEnd();
  expect(within(log()).queryByRole("button", { name: /21 November|November 21|Today/u })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Go to a date" }));
  expect(await dialog()).toBeTruthy();
});

test("the message stays what Tab leads to when a day was clicked", async () => {
  const { user } = await openEnd();
  await user.click(dayIn(log()));
  await user.keyboard("{Escape}");
  expect(log().querySelectorAll("[role=article][tabindex='0']")).toHaveLength(1);
});

test("that cannot be asked for is said, and leads nowhere else", async () => {
  const { user, server, client } = await openEnd();
  server.refuses("GET", /around=/u, 400, { detail: "No." });
  await user.click(dayIn(log()));
  await goTo("2026-07-05");
  await waitFor(() => expect(client.notice.get()).toMatchObject({ kind: "problem" }));
  expect(log().querySelector(".marked")).toBeNull();
  expect(announcements.get()).toEqual([]);
});
