import { describe, expect, test } from "vitest";
import { en } from "../../src/console/i18n/en";
import {
  isSingleKey,
  KeyReader,
  isMeant,
  keysOf,
  MOD_NAME,
  RHYTHM_MS,
  SEQUENCE_MS,
  shortcuts,
  SHORTCUTS,
  TypingGuard,
  type Command,
  type Press,
} from "../../src/console/keyboard/keys";

const press = (key: string, change: Partial<Press> = {}): Press => ({
  key,
  mod: false,
  other: false,
  typing: false,
  at: 0,
  ...change,
});

function pressesOf(keys: readonly string[]): Press[] {
  return keys.map((key, index) =>
    press(key.replace("Mod+", ""), { mod: key.startsWith("Mod+"), at: index * 100 }),
  );
}

const PAGES = SHORTCUTS.filter(({ inText }) => !inText);

test.each(PAGES.map((one) => [one.command, one] as const))("%s", (command, { keys }) => {
  const reader = new KeyReader();
  const results = pressesOf(keys).map((one) => reader.read(one));
  expect(results.at(-1)).toBe(command);
  expect(results.slice(0, -1).every((one) => one === null)).toBe(true);
});

test("no two commands share keys, and every one is explained", () => {
  for (const table of [PAGES, shortcuts(false).filter(({ keys }) => keys.length > 0)]) {
    const all = table.map(({ keys }) => keys.join(" "));
    expect(new Set(all).size).toBe(all.length);
  }
  expect(Object.keys(en.keys.commands).toSorted()).toEqual(
    SHORTCUTS.map(({ command }) => command).toSorted(),
  );
});

test("a sequence that takes too long is two keys", () => {
  const reader = new KeyReader();
  reader.read(press("g"));
  expect(reader.read(press("a", { at: SEQUENCE_MS + 1 }))).toBe<Command>("assign");
});

test("a key between breaks the sequence", () => {
  const reader = new KeyReader();
  reader.read(press("g"));
  expect(reader.read(press("j", { at: 10 }))).toBe("next");
  expect(reader.read(press("m", { at: 20 }))).toBeNull();
});

test("while typing only what is meant for it works", () => {
  const reader = new KeyReader();
  for (const { keys, whileTyping, command } of PAGES) {
    const [first] = pressesOf(keys);
    if (keys.length === 1 && first)
      expect(reader.read({ ...first, typing: true })).toBe(whileTyping ? command : null);
  }
});

test("the browser's own shortcuts are left alone", () => {
  const reader = new KeyReader();
  for (const key of ["r", "f", "j"]) expect(reader.read(press(key, { mod: true }))).toBeNull();
  expect(reader.read(press("a", { other: true }))).toBeNull();
});

test("all rows are selected where the list has the focus, elsewhere the browser selects the text", () => {
  const command = new KeyReader().read(press("a", { mod: true }));
  expect(command).toBe("selectAll");
  expect(isMeant("selectAll", true)).toBe(true);
  expect(isMeant("selectAll", false)).toBe(false);
  expect(isMeant("resolve", false)).toBe(true);
});

test("single keys can be switched off", () => {
  const reader = new KeyReader(() => false);
  for (const one of PAGES) {
    const result = pressesOf(one.keys)
      .map((each) => reader.read(each))
      .at(-1);
    expect(result).toBe(isSingleKey(one) ? null : one.command);
  }
});

test("where Enter breaks the line, the keys that send take one more", () => {
  const reader = new KeyReader(
    () => true,
    () => false,
  );
  const enter = press("Enter", { mod: true, typing: true });
  expect(reader.read(enter)).toBe("send");
  expect(reader.read({ ...enter, shift: true })).toBe("sendAndResolve");
  expect(reader.read({ ...enter, mod: false })).toBeNull();
  expect(keysOf("send")).toBe("Enter");
  expect(keysOf("send", false)).toBe(`${MOD_NAME}+Enter`);
  expect(keysOf("sendResolveNext", false)).toBe("");
});

test("capitals count as their letter", () => {
  expect(new KeyReader().read(press("J"))).toBe("next");
});

describe("whose a letter is when its field is gone", () => {
  test("the text's, for as long as the typing goes on", () => {
    const guard = new TypingGuard();
    expect(guard.isTyping(true, 0)).toBe(true);
    expect(guard.isTyping(false, RHYTHM_MS)).toBe(true);
    expect(guard.isTyping(false, 2 * RHYTHM_MS)).toBe(true);
    expect(guard.isTyping(false, 3 * RHYTHM_MS + 1)).toBe(false);
    expect(guard.isTyping(false, 3 * RHYTHM_MS + 2)).toBe(false);
  });

  test("the page's as soon as the agent goes elsewhere", () => {
    const guard = new TypingGuard();
    guard.isTyping(true, 0);
    guard.moved();
    expect(guard.isTyping(false, 10)).toBe(false);
  });

  test("the page's where nobody typed", () => {
    expect(new TypingGuard().isTyping(false, 10)).toBe(false);
  });
});
