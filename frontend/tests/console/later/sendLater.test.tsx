/** A reply that goes out later: its time, the template for a window that is closed by then, and its bubble. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Bubble } from "../../../src/console/bubble/Bubble";
import { SendError } from "../../../src/console/bubble/SendError";
import { closesBefore } from "../../../src/console/later/windowThen";
import { localField } from "../../../src/console/pickers/snoozeTimes";
import { serverNow } from "../../../src/protocol/serverClock";
import { newMessage } from "../../../src/store/sending/newMessage";
import { pendingOf } from "../../../src/store/state/pending";
import { box, openComposer, posted, write } from "../../support/composer";
import { capableMe, chat, openConsole } from "../../support/console";
import { message } from "../../support/samples";

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(serverNow() + hours * HOUR).toISOString();
const option = (name: RegExp) => screen.findByRole("option", { name });

async function askForTime(closesInHours: number) {
  const console = await openComposer({ window: { open: true, closes_at: inHours(closesInHours) } });
  await console.user.type(box(), "See you");
  await console.user.click(screen.getByRole("button", { name: "More ways to send" }));
  await console.user.click(screen.getByRole("button", { name: /^Send later/u }));
  return console;
}

test("a time within the window is all that is asked for", async () => {
  const console = await askForTime(20);
  const before = serverNow();
  await console.user.click(await option(/^In 1 hour/u));
  await waitFor(() => expect(posted(console)).toMatchObject([{ content: "See you" }]));
  const [sent] = posted(console) as { send_at: string }[];
  const passed = Date.parse(sent?.send_at ?? "") - before;
  expect(Math.abs(passed - HOUR)).toBeLessThan(60_000);
  expect(sent).not.toHaveProperty("fallback");
  expect([box().value, document.activeElement]).toEqual(["", box()]);
});

test("a time after it asks for the template that goes out in its place", async () => {
  const console = await askForTime(0.5);
  await console.user.click(await option(/^In 1 hour.*needs a template$/u));
  await screen.findByText(/^The window will be closed by then/u);
  expect(posted(console)).toEqual([]);
  await console.user.click(await screen.findByRole("button", { name: /order.update/u }));
  await console.user.click(screen.getByRole("button", { name: "Send later" }));
  await waitFor(() =>
    expect(posted(console)).toMatchObject([{ content: "See you", fallback: { name: "order_update" } }]),
  );
});

test("an own date and time; given up, the text is there and has the focus", async () => {
  const console = await askForTime(20);
  await console.user.click(await option(/^Date and time/u));
  const field = await screen.findByLabelText<HTMLInputElement>("Date and time");
  expect(field.value).toMatch(/T09:00$/u);
  await console.user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(box()));
  expect([box().value, posted(console)]).toEqual(["See you", []]);
});

async function askForDate() {
  const console = await askForTime(20);
  await console.user.click(await option(/^Date and time/u));
  const field = await screen.findByLabelText<HTMLInputElement>("Date and time");
  const submit = screen.getByRole<HTMLButtonElement>("button", { name: "Send later" });
  const choose = (time: number) => fireEvent.change(field, { target: { value: localField(new Date(time)) } });
  return { ...console, submit, choose };
}

test("a date more than a year ahead is refused, with a sentence", async () => {
  const { submit, choose } = await askForDate();
  choose(serverNow() + 400 * 24 * HOUR);
  expect([screen.queryByText("Choose a time within a year.") !== null, submit.disabled]).toEqual([
    true,
    true,
  ]);
});

test("a time that has passed while the form stood open is refused", async () => {
  const console = await askForDate();
  console.choose(serverNow() + 2 * HOUR);
  expect(console.submit.disabled).toBe(false);
  const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3 * HOUR);
  fireEvent.submit(console.submit.closest("form") as HTMLFormElement);
  later.mockRestore();
  expect(await screen.findByText("Choose a time that is still to come.")).toBeTruthy();
  expect(posted(console)).toEqual([]);
});

const CLOSED = { open: false, closes_at: inHours(-1) };

test("the window closes while the template is chosen: what was asked for goes on", async () => {
  const console = await askForTime(0.5);
  await console.user.click(await option(/^In 1 hour/u));
  const template = await screen.findByRole("button", { name: /order.update/u });
  await console.again({ window: CLOSED });
  await console.user.click(template);
  await console.user.click(screen.getByRole("button", { name: "Send later" }));
  await waitFor(() =>
    expect(posted(console)).toMatchObject([{ content: "See you", fallback: { name: "order_update" } }]),
  );
});

test("another sender answers meanwhile: the question stays", async () => {
  const console = await askForTime(20);
  await option(/^In 1 hour/u);
  await console.again({ answered_by: "The phone" });
  expect(await option(/^In 1 hour/u)).toBeTruthy();
});

test.each([
  ["in a closed window, where a template goes in its place", { window: CLOSED }, "asking"],
  ["not where another sender answers", { answered_by: "The phone" }, "refused"],
] as const)("what is written may go later %s", async (_, change, outcome) => {
  const console = await openComposer(change);
  expect(console.handle.current?.chooseTime()).toBe(outcome === "asking" ? "nothing" : outcome);
  await act(async () => write(console, "See you"));
  let said: string | undefined;
  await act(async () => {
    said = console.handle.current?.chooseTime();
  });
  expect(said).toBe(outcome);
  if (outcome === "asking") expect(await option(/^In 1 hour.*needs a template$/u)).toBeTruthy();
});

test("what was emptied elsewhere is asked about no more", async () => {
  const console = await askForTime(20);
  await option(/^In 1 hour/u);
  await act(async () => write(console, ""));
  await waitFor(() => expect(screen.queryByRole("option")).toBeNull());
  await console.user.type(box(), "Other");
  expect([screen.queryByRole("option"), document.activeElement, box().value]).toEqual([null, box(), "Other"]);
});

async function bubble(change: object) {
  const console = await openConsole({ me: capableMe(), conversations: [chat({})] });
  const scheduled = { direction: "outbound", status: "held", send_at: inHours(2), ...change } as const;
  await console.show(<SendError message={message(scheduled)} />);
  return console;
}

test("its bubble says when, and changes the time, sends now or discards", async () => {
  const console = await bubble({});
  const release = vi.spyOn(console.client, "release").mockResolvedValue();
  const cancel = vi.spyOn(console.client, "cancel").mockResolvedValue();
  expect(screen.getByText(/^Goes out /u)).toBeTruthy();
  await console.user.click(screen.getByRole("button", { name: "Send now" }));
  expect(release).toHaveBeenLastCalledWith(expect.objectContaining({ id: 1 }));
  await console.user.click(screen.getByRole("button", { name: "Change time" }));
  await console.user.click(await option(/^In 1 hour/u));
  expect(release).toHaveBeenLastCalledWith(expect.anything(), expect.stringMatching(/Z$/u));
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change time" }));
  await console.user.click(screen.getByRole("button", { name: "Discard" }));
  expect(cancel).toHaveBeenCalledOnce();
});

test("it names the template that goes out in its place", async () => {
  await bubble({ fallback: { name: "order_update", language: "en" } });
  expect(screen.getByText("After the window the template order_update goes instead.")).toBeTruthy();
});

test("what a template went out for says so calmly, and offers nothing that sends", async () => {
  const error = {
    code: "replaced",
    title: "A template went out instead",
    detail: "The service window had closed when this message was due.",
    action: "",
    advice: "none",
  } as const;
  const change = { direction: "outbound", status: "failed", send_at: inHours(-1), error } as const;
  const console = await openConsole({
    conversations: [chat({ window: { open: false, closes_at: inHours(-2) } })],
  });
  await console.show(
    <Bubble message={message({ ...change, content: "See you" })} joined={false} marked={false} />,
  );
  const line = screen.getByText("A template went out instead").closest(".send-error");
  expect([line?.classList.contains("red"), line?.querySelectorAll("button").length]).toEqual([false, 0]);
  const mark = screen.getByRole("img", { name: "Not sent" });
  expect(mark.classList.contains("red")).toBe(false);
});

test("what waits for the customer says so still", async () => {
  await bubble({ send_at: null });
  expect(screen.getByText("Waits until they reply")).toBeTruthy();
});

test.each([
  ["open until later", 3, 24, false],
  ["closed by then", 1, 24, true],
  ["closed at that very moment", 2, 24, true],
  ["without a window", 1, 0, false],
])("a window that is %s", (_name, closesIn, hours, closed) => {
  const at = new Date("2026-11-21T10:00:00Z");
  const closes = new Date(at.getTime() + (closesIn - 2) * HOUR).toISOString();
  expect(closesBefore({ open: true, closes_at: closes }, { window_hours: hours }, at)).toBe(closed);
});

test("a customer who never wrote has no window", () => {
  const never = { open: false, closes_at: null };
  expect(closesBefore(never, { window_hours: 24 }, new Date())).toBe(true);
});

test("what is sent now names no time", () => {
  const draft = {
    clientId: "c",
    conversation: 9,
    content: "Hi",
    at: "",
    lastSeenSeq: null,
    thenResolve: false,
  };
  expect(newMessage(pendingOf(draft))).not.toHaveProperty("send_at");
});
