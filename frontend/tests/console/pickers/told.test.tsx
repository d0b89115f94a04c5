/** Old and new owner are told at once, and not of what a reconnect brings. */
// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { go } from "../../../src/console/shell/useRoute";
import { chat, openConsole } from "../../support/console";
import { FakeSocket } from "../../support/fakes";
import { openThreadOf } from "../../support/thread";

const sam = { id: 1, username: "demo", name: "Sam" };
const BY = { by: { kind: "agent", id: 2, name: "Mia" }, was: { assignee: null } };

beforeEach(() => go({ open: null, view: "all", q: "" }));

async function whole() {
  const console = await openConsole();
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  const ev = (s: number, id: number) => {
    const d = chat({ id, assignee: sam });
    return { op: "ev", i: 7, s, k: "conversation.updated", d, ...BY };
  };
  return { ...console, ev };
}

test("the new owner is told by whom, and can look at it", async () => {
  const { ev, user, server } = await whole();
  server.on("GET", /messages/u, { results: [], next: null, previous: null, feed: {} });
  await act(async () => FakeSocket.last.says(ev(11, 9)));
  await screen.findByText("Mia gave you Ana");
  await user.click(screen.getByRole("button", { name: "Look" }));
  expect(await openThreadOf("Ana")).toBeTruthy();
  expect(screen.queryByText("Mia gave you Ana")).toBeNull();
});

test("of several together", async () => {
  const { ev } = await whole();
  await act(async () => FakeSocket.last.says(ev(11, 9), ev(12, 8)));
  await screen.findByText("Mia gave you 2 conversations");
});

test("what a reconnect replays is only applied", async () => {
  const { ev, client } = await whole();
  const told: unknown[] = [];
  client.notice.subscribe(() => told.push(client.notice.get()));
  await act(async () => {
    FakeSocket.last.closes(1006);
    client.wake();
    FakeSocket.last.opens();
    FakeSocket.last.says({ op: "subbed", inbox: 7, epoch: "ab12", head: 11 }, ev(11, 9), {
      op: "live",
      inbox: 7,
    });
  });
  expect(await screen.findByText("Caught up, 1 event")).toBeTruthy();
  expect(told).toEqual([{ kind: "caught-up", events: 1 }]);
  expect(await screen.findByRole("option", { name: /You/u })).toBeTruthy();
});
