/** Which events an agent is notified of, by what they chose. */
import { describe, expect, test } from "vitest";
import type { Conversation, FeedEvent } from "../../../src/protocol";
import type { About, NotificationSettings } from "../../../src/protocol/notifications";
import {
  isQuiet,
  isWanted,
  stillWaits,
  tellingOf,
  type Telling,
} from "../../../src/store/notifications/telling";
import { conversation, message, mia } from "../../support/samples";

const sam = { id: 1, username: "demo", name: "Sam" };
const night = { id: 6, name: "Night shift" };
const returns = { id: 4, name: "Returns" };
const ME = { id: sam.id, teams: [night] };
const byAna = { kind: "contact", id: 3, name: "Ana" };
const byMia = { kind: "agent", id: mia.id, name: "Mia" };
const SETTINGS: NotificationSettings = {
  about: "unassigned",
  inboxes: [],
  sound: true,
  repeats: false,
  desktop: true,
  quiet_hours: null,
};
const NOON = Date.parse("2026-11-21T12:00:00Z");

const changed = (change: Partial<Conversation>): FeedEvent => ({
  k: "conversation.updated",
  d: conversation(change),
});
const why = (event: FeedEvent, by: unknown, was?: unknown) => tellingOf(event, by, was, ME)?.why ?? null;
const wrote = (change: Partial<Conversation> = {}): Telling => ({
  why: "wrote",
  conversation: conversation({ unread: 1, ...change }),
  by: "",
});

describe("what is worth telling", () => {
  const created: FeedEvent = { k: "conversation.created", d: conversation({ unread: 1 }) };
  test.each<[string, FeedEvent, unknown, unknown, Telling["why"]]>([
    ["a message", changed({ unread: 2 }), byAna, { unread: 1 }, "wrote"],
    ["the first message", created, byAna, null, "wrote"],
    [
      "several at once",
      changed({ unread: 9 }),
      { kind: "provider", id: null, name: "x" },
      { unread: 0 },
      "wrote",
    ],
    ["what is given to the agent", changed({ assignee: sam }), byMia, { assignee: null }, "assigned"],
    ["what is given to their team", changed({ team: night }), byMia, { team: null }, "assigned"],
    [
      "a mention",
      changed({ mentioned: [{ agent: sam.id, unread: 1 }] }),
      byMia,
      { mentioned: [] },
      "mentioned",
    ],
  ])("%s", (_, event, by, was, expected) => {
    expect(why(event, by, was)).toBe(expected);
  });

  test.each<[string, FeedEvent, unknown, unknown]>([
    ["what a colleague marked unread", changed({ unread: 1 }), byMia, { unread: 0 }],
    ["what was read", changed({ unread: 0 }), byAna, { unread: 2 }],
    ["what changed otherwise", changed({ unread: 2 }), byAna, { window: null }],
    ["what a colleague took", changed({ assignee: mia }), byMia, { assignee: sam }],
    ["what the agent does", changed({ assignee: sam }), { ...byMia, id: sam.id }, { assignee: null }],
    ["a conversation that we began", { k: "conversation.created", d: conversation() }, byMia, null],
    ["a message by itself", { k: "message.created", d: message() }, byAna, null],
  ])("not %s", (_, event, by, was) => {
    expect(why(event, by, was)).toBeNull();
  });
});

describe("what the agent chose", () => {
  const isTold = (telling: Telling, change: Partial<NotificationSettings>): boolean =>
    isWanted(telling, { ...SETTINGS, ...change }, ME, NOON);
  const whose = {
    mine: wrote({ assignee: sam }),
    nobodys: wrote(),
    ofMyTeam: wrote({ team: night }),
    ofAnotherTeam: wrote({ team: returns }),
    miasAndMyTeams: wrote({ assignee: mia, team: night }),
    given: { ...wrote({ assignee: sam }), why: "assigned" } as const,
    mentioned: { ...wrote({ assignee: mia }), why: "mentioned" } as const,
  };

  test.each<[About, (keyof typeof whose)[]]>([
    ["mine", ["mine", "given", "mentioned"]],
    ["unassigned", ["mine", "nobodys", "ofMyTeam", "given", "mentioned"]],
    ["all", Object.keys(whose) as (keyof typeof whose)[]],
    ["none", []],
  ])("%s", (about, expected) => {
    const told = Object.entries(whose).filter(([, telling]) => isTold(telling, { about }));
    expect(told.map(([name]) => name)).toEqual(expected);
  });

  test("an inbox may be otherwise", () => {
    const inboxes = [{ inbox: 7, about: "none" as const }];
    expect(isTold(whose.mine, { about: "all", inboxes })).toBe(false);
    expect(isTold(wrote({ inbox: 8 }), { about: "all", inboxes })).toBe(true);
  });

  test("nothing in the quiet hours, which are of the agent's own clock", () => {
    const quiet_hours = { start: "20:00", end: "21:00", time_zone: "Asia/Tokyo" };
    expect(isTold(whose.mine, { quiet_hours })).toBe(true);
    expect(isTold(whose.mine, { quiet_hours: { ...quiet_hours, end: "21:01" } })).toBe(false);
  });
});

describe("quiet hours", () => {
  const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);
  test.each([
    ["22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "21:59", "12:00"]],
    ["12:00", "13:00", ["12:00", "12:59"], ["11:59", "13:00", "00:00"]],
    ["00:00", "06:00", ["00:00", "05:59"], ["06:00", "23:59"]],
  ])("from %s to %s", (start, end, quiet, loud) => {
    const hours = { start, end, time_zone: "UTC" };
    for (const time of quiet) expect([time, isQuiet(hours, at(time))]).toEqual([time, true]);
    for (const time of loud) expect([time, isQuiet(hours, at(time))]).toEqual([time, false]);
  });

  test("in summer they begin an hour earlier by the clock of the world", () => {
    const hours = { start: "22:00", end: "23:00", time_zone: "Europe/Berlin" };
    expect(isQuiet(hours, Date.parse("2026-07-01T20:30:00Z"))).toBe(true);
    expect(isQuiet(hours, Date.parse("2026-12-01T20:30:00Z"))).toBe(false);
    expect(isQuiet(hours, Date.parse("2026-12-01T21:30:00Z"))).toBe(true);
  });

  test("a time zone that the browser does not know is its own", () => {
    expect(isQuiet({ start: "00:00", end: "23:59", time_zone: "Mars/Olympus" }, at("12:00"))).toBe(true);
  });
});

test("it waits until it is read, or somebody ends it", () => {
  expect(stillWaits(wrote(), conversation({ unread: 1 }), ME.id)).toBe(true);
  expect(stillWaits(wrote(), conversation({ unread: 0 }), ME.id)).toBe(false);
  expect(stillWaits(wrote(), conversation({ unread: 1, status: "resolved" }), ME.id)).toBe(false);
  const mentioned = { ...wrote(), why: "mentioned" } as const;
  const unseen = conversation({ mentioned: [{ agent: ME.id, unread: 1 }] });
  expect(stillWaits(mentioned, unseen, ME.id)).toBe(true);
  expect(stillWaits(mentioned, conversation({ unread: 1 }), ME.id)).toBe(false);
});
