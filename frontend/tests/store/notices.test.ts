/** What an agent is told of conversations that change hands. */
import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../src/protocol";
import { gathered, handed, type Handed } from "../../src/store/notices";
import { conversation, message, mia } from "../support/samples";

const sam = { id: 1, username: "demo", name: "Sam" };
const jonas = { id: 3, username: "jonas", name: "Jonas" };
const byMia = { kind: "agent", id: 2, name: "Mia" };
const mine = { id: 6, name: "Night shift" };
const ME = { id: sam.id, teams: [mine] };
const returns = { id: 4, name: "Returns" };

const updated = (change: Parameters<typeof conversation>[0]): FeedEvent => ({
  k: "conversation.updated",
  d: conversation(change),
});
const told = (change: Parameters<typeof conversation>[0], was: unknown, by: unknown = byMia) => {
  const notice = handed(updated(change), by, was, ME);
  return notice && [notice.how, notice.by, notice.to];
};

describe("who is told", () => {
  test.each([
    ["the new owner", { assignee: sam }, { assignee: null }, ["to-me", "Mia", ""]],
    ["the old one, by who took it", { assignee: mia }, { assignee: sam }, ["taken", "Mia", ""]],
    ["the old one, of another", { assignee: jonas }, { assignee: sam }, ["to-other", "Mia", "Jonas"]],
    ["the old one, of a team", { team: returns }, { assignee: sam }, ["to-team", "Mia", "Returns"]],
    ["everybody in the new team", { team: mine }, { team: null }, ["to-team", "Mia", "Night shift"]],
    ["the old one, of nobody", {}, { assignee: sam }, ["to-nobody", "Mia", ""]],
  ])("%s", (_, change, was, expected) => {
    expect(told(change, was)).toEqual(expected);
  });

  test.each([
    ["of what they did themselves", { assignee: mia }, { assignee: sam }, { ...byMia, id: sam.id }],
    ["of what concerns others", { assignee: jonas }, { assignee: mia }, byMia],
    ["of what is theirs and changed otherwise", { assignee: sam }, { status: "open" }, byMia],
    ["of what nobody says who did it", { assignee: sam }, { assignee: null }, undefined],
    ["of a team that is not theirs", { team: returns }, { team: null }, byMia],
    ["of a team whose member has it", { team: mine, assignee: mia }, { team: null }, byMia],
    ["of another name of theirs", { assignee: sam }, { assignee: { ...sam, name: "Samuel" } }, byMia],
    ["of another name of their team", { team: mine }, { team: { ...mine, name: "Late shift" } }, byMia],
    ["of an event without earlier values", { assignee: sam }, undefined, byMia],
  ])("nobody %s", (_, change, was, by) => {
    expect(handed(updated(change), by, was, ME)).toBeNull();
  });

  test("a program with the agent's own token is somebody else", () => {
    expect(told({ assignee: sam }, { assignee: null }, { kind: "token", id: sam.id, name: "Sam" })).toEqual([
      "to-me",
      "Sam",
      "",
    ]);
  });

  test("messages are no hand-over", () => {
    const event: FeedEvent = { k: "message.updated", d: message() };
    expect(handed(event, byMia, { assignee: null }, ME)).toBeNull();
  });
});

describe("several at once", () => {
  const one = (id: number, by = byMia): Handed =>
    handed(updated({ id, assignee: sam }), by, { assignee: null }, ME) as Handed;

  test("by the same colleague are one notice", () => {
    const both = gathered(gathered(null, one(9)), one(8));
    expect(both.conversations).toEqual([9, 8]);
    expect(gathered(both, one(8)).conversations).toEqual([9, 8]);
  });

  test("by another one are not", () => {
    expect(gathered(one(9), one(8, { ...byMia, name: "Jonas" })).conversations).toEqual([8]);
    expect(gathered({ kind: "caught-up", events: 2 }, one(8)).conversations).toEqual([8]);
  });
});
