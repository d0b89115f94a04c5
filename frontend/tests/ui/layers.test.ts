/** Every stylesheet is in a layer of its own, so that the order in which files are imported decides nothing. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../../src");
const ORDER = "ui/layers.css";
/** Django's admin has no layers, and would win over any of ours. */
const WITHOUT = new Set([ORDER, "admin/admin.css"]);

const read = (path: string): string =>
  readFileSync(join(SOURCES, path), "utf8").replaceAll(/\/\*[\s\S]*?\*\//gu, "");
const sheets = globSync("**/*.css", { cwd: SOURCES })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !WITHOUT.has(path));
const order = [...read(ORDER).matchAll(/@layer ([^;]+);/gu)].flatMap(([, names = ""]) =>
  names.split(",").map((name) => name.trim()),
);

test.each(sheets)("%s is one layer", (path) => {
  const name = /^\s*@layer ([\w-]+) \{[\s\S]*\}\s*$/u.exec(read(path))?.[1];
  expect(order).toContain(name);
});

test("no two share a layer, and none is without a file", () => {
  const used = sheets.map((path) => /@layer ([\w-]+)/u.exec(read(path))?.[1]);
  expect(used.toSorted()).toEqual(order.toSorted());
});

test.each(["console/main.tsx", "simulator/main.tsx"])("%s names their order before anything else", (path) => {
  expect(read(path).trimStart().startsWith('import "../ui/layers.css";')).toBe(true);
});
