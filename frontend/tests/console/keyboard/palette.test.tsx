/** The palette: everything by a few letters. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { en } from "../../../src/console/i18n/en";
import { keysOf, SHORTCUTS } from "../../../src/console/keyboard/keys";
import { paletteGroups } from "../../../src/console/keyboard/paletteGroups";
import { decodeSavedView } from "../../../src/protocol";
import { go } from "../../../src/console/shell/useRoute";
import { fuzzyScore } from "../../../src/ui/text/fuzzy";
import { gone, opened } from "../../support/palette";
import { me, page } from "../../support/samples";
import { openThreadOf } from "../../support/thread";

beforeEach(() => go({ open: null, view: "all", q: "" }));

describe("what fits", () => {
  test.each([
    ["sre", "Send and resolve"],
    ["resolve", "Resolve or reopen"],
    ["eclair", "Éclair Dupont"],
    ["car zoe", "Zoe Carter"],
  ])("%s: %s", (typed, text) => {
    expect(fuzzyScore(typed, text)).toBeGreaterThan(0);
  });

  test("not what lacks a letter", () => {
    expect(fuzzyScore("zoq", "Zoe Carter")).toBeNull();
  });

  test("the beginning of a word before its middle, and what was chosen last before both", () => {
    const groups = [
      {
        label: "Verbs",
        items: [
          { id: "a", label: "Unsnooze" },
          { id: "b", label: "Snooze" },
        ],
      },
      { label: "People", items: [{ id: "c", label: "Sno Ozer" }] },
    ];
    const ids = (typed: string, recent: string[] = []) =>
      paletteGroups(groups, { typed, recent, recentLabel: "Recent" }).flatMap(({ items }) =>
        items.map(({ id }) => id),
      );
    expect(ids("snooze")).toEqual(["b", "a", "c"]);
    expect(ids("")).toEqual(["a", "b", "c"]);
    expect(ids("", ["c", "gone"])).toEqual(["c", "a", "b"]);
    expect(ids("snooze", ["a"])[0]).toBe("a");
  });
});

test("has every verb, each with its key", async () => {
  const { open, user } = await opened();
  await user.keyboard("j{Enter}");
  await openThreadOf("Ana");
  const shown = (await open()).getAllByRole("option").map(({ textContent }) => textContent);
  const verbs = SHORTCUTS.filter(
    ({ command }) =>
      !/^(palette|back|next|previous|open|select[A-Z].*|view[A-Z].*|(next|previous)Hit)$/u.test(command),
  );
  const expected = verbs.map(({ command }) => `${en.keys.commands[command]}${keysOf(command)}`);
  expect(shown.slice(0, expected.length)).toEqual(expected);
  for (const view of Object.values(en.views)) expect(shown.some((text) => text.startsWith(view))).toBe(true);
});

test("opened while writing: the draft and the caret come back", async () => {
  const { user, open } = await opened();
  await user.keyboard("jr");
  const box: HTMLTextAreaElement = await screen.findByRole("textbox", { name: "Reply to Ana" });
  await user.keyboard("Hello Ana");
  box.setSelectionRange(5, 5);
  await open();
  await user.keyboard("nothing{Escape}");
  await gone();
  expect(document.activeElement).toBe(box);
  expect(box.value).toBe("Hello Ana");
  await user.keyboard(",");
  expect(box.value).toBe("Hello, Ana");
});

test("a verb is done to what is open", async () => {
  const { user, open, server } = await opened();
  await user.keyboard("jr");
  await screen.findByRole("textbox", { name: "Reply to Ana" });
  await open();
  await user.keyboard("resolve or{Enter}");
  await waitFor(() => expect(server.bodies("PATCH", /./u)).toEqual([{ status: "resolved" }]));
  await gone();
});

test("a conversation that is not loaded is found by the server, and opened", async () => {
  const { user, open } = await opened();
  const found = await open();
  await user.keyboard("zo");
  await found.findByRole("option", { name: "Zoe" });
  await user.keyboard("{Enter}");
  expect(await openThreadOf("Zoe")).toBeTruthy();
  // What was chosen stands first the next time.
  const again = await open();
  expect(again.getAllByRole("option")[0]?.textContent).toContain("Zoe");
});

test("gives the conversation to a colleague", async () => {
  const { user, open, server } = await opened();
  await user.keyboard("j");
  const found = await open();
  await found.findByRole("option", { name: /^Assign to Mia/u });
  await user.keyboard("mia{Enter}");
  await waitFor(() => expect(server.bodies("PATCH", /./u)).toEqual([{ assignee: 2, assignee_was: null }]));
});

test("changes a setting, and goes to a view", async () => {
  const { user, open } = await opened();
  await open();
  await user.keyboard("dark{Enter}");
  await gone();
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  await open();
  await user.keyboard("change password{Enter}");
  expect(await screen.findByLabelText("Your password now")).toBeTruthy();
  await user.keyboard("{Escape}");
  await gone();
  await open();
  await user.keyboard("unassigned{Enter}");
  await gone();
  expect(location.hash).toContain("unassigned");
});

test("chooses how colleagues see the agent", async () => {
  const { user, open, server } = await opened();
  server.on("PATCH", /\/api\/me\/$/u, { ...me, availability_choice: "away" });
  await open();
  await user.keyboard("availability away{Enter}");
  await gone();
  expect(server.bodies("PATCH", /\/api\/me\/$/u)).toEqual([{ availability_choice: "away" }]);
});

test("puts a canned response where the caret was, and offers none without a reply box", async () => {
  const { user, open, server } = await opened();
  const row = {
    id: 5,
    shortcode: "bye",
    title: "Parting",
    content: "Bye {{contact.name}}!",
    scope: "shared",
  };
  server.on("GET", /\/canned-responses\//u, page([{ ...row, owner: null, team: null, files: [] }], 10));
  const before = await open();
  expect(before.queryByRole("option", { name: /Parting/u })).toBeNull();
  await user.keyboard("{Escape}");
  await gone();
  await user.keyboard("jr");
  const box: HTMLTextAreaElement = await screen.findByRole("textbox", { name: "Reply to Ana" });
  await user.keyboard("Well. Ana");
  box.setSelectionRange(6, 9);
  const found = await open();
  await found.findByRole("option", { name: /Parting/u });
  await user.keyboard("parting{Enter}");
  await gone();
  expect(box.value).toBe("Well. Bye Ana!");
  await waitFor(() => expect([document.activeElement, box.selectionStart]).toEqual([box, 14]));
});

test("opens a saved view", async () => {
  const { user, open, client } = await opened();
  const saved = {
    id: 3,
    name: "Lamps",
    scope: "shared",
    editable: false,
    filters: { view: "waiting", q: "lamp" },
  };
  act(() => client.store.dispatch({ type: "savedViews", saved: [decodeSavedView(saved, "view")] }));
  const found = await open();
  await found.findByRole("option", { name: "Lamps" });
  await user.keyboard("lamps{Enter}");
  await gone();
  expect(location.hash).toContain("waiting");
  expect(location.hash).toContain("saved=3");
});
