/** Text has four sizes and a corner has a name; what is in between looks like a mistake. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../../src");
/** 0 hides a word whose short form stands beside it. */
const SCALE = new Set(["12px", "14px", "16px", "22px", "inherit", "0"]);
/** Django's admin has sizes of its own, and ours stand among them. */
const sheets = globSync("**/*.css", { cwd: SOURCES }).filter((path) => !path.startsWith("admin"));

/** Of `font-size: 13px` and of `font: 600 13px/18px var(--mono)`. */
function sizes(css: string): string[] {
  const bare = css.replaceAll(/\/\*[\s\S]*?\*\//gu, "");
  const alone = [...bare.matchAll(/font-size:\s*([^;}]+)/gu)].map(([, size = ""]) => size.trim());
  const among = [...bare.matchAll(/font:\s*([^;}]+)/gu)].map(([, all = ""]) =>
    /[^\s/]*\d(px|r?em|%)|inherit/u.exec(all),
  );
  return [...alone, ...among.map((found) => found?.[0] ?? "")];
}

test("sizes are found wherever they are written", () => {
  const css =
    "a { font-size: 13px } b { font: 600 11px/18px var(--mono); } /* font-size: 9px */ i { font: inherit }";
  expect(sizes(css)).toEqual(["13px", "11px", "inherit"]);
});

test.each(sheets)("%s keeps to the scale", (path) => {
  const css = readFileSync(join(SOURCES, path), "utf8");
  expect(sizes(css).filter((size) => !SCALE.has(size))).toEqual([]);
});

/** The phone page draws somebody else's app. */
const ours = sheets.filter((path) => !path.startsWith("simulator"));

/** Of `border-radius: 8px` and of `border-end-end-radius: 8px`. */
function corners(css: string): string[] {
  const bare = css.replaceAll(/\/\*[\s\S]*?\*\//gu, "");
  const found = [...bare.matchAll(/border-(?:[a-z-]+-)?radius:\s*([^;}]+)/gu)];
  return found.flatMap(([, all = ""]) => all.trim().split(/\s+/u));
}

test("corners are found wherever they are written", () => {
  const css = "a { border-radius: 8px 50% } b { border-start-end-radius: 3px; --radius: 6px; }";
  expect(corners(css)).toEqual(["8px", "50%", "3px"]);
});

test.each(ours)("%s names its corners", (path) => {
  const css = readFileSync(join(SOURCES, path), "utf8");
  const named = /^(?:var\(--radius[a-z-]*\)|50%|0|inherit)$/u;
  expect(corners(css).filter((corner) => !named.test(corner))).toEqual([]);
});
