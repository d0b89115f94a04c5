/** Every sentence stands in a catalogue, so that each app can be translated: no component says one itself. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../../src");
const VISIBLE = new Set([
  "aria-label",
  "aria-description",
  "title",
  "placeholder",
  "alt",
  "label",
  "text",
  "hint",
]);
/** Marks, digits and signs are no language. */
const WORD = /\p{L}{2,}/u;

interface Node {
  type: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

const strings = (node: Node): string[] =>
  node.type === "Literal"
    ? [node["value"]].filter((value) => typeof value === "string")
    : (node["quasis"] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);

/** Parts that an expression may come to. Not those that it compares, or hands to a function. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  ConditionalExpression: ["consequent", "alternate"],
  LogicalExpression: ["left", "right"],
  JSXExpressionContainer: ["expression"],
  ParenthesizedExpression: ["expression"],
};

function outcomes(node: Node): string[] {
  if (node.type === "Literal" || node.type === "TemplateLiteral") return strings(node);
  const parts = node["operator"] === "+" ? ["left", "right"] : (PARTS[node.type] ?? []);
  return parts
    .map((part) => node[part])
    .filter(isNode)
    .flatMap(outcomes);
}

function visibleTexts(node: Node): string[] {
  const own = ((): string[] => {
    if (node.type === "JSXText") return [String(node["value"])];
    if (node.type === "JSXElement" || node.type === "JSXFragment")
      return (node["children"] as Node[])
        .filter(({ type }) => type === "JSXExpressionContainer")
        .flatMap(outcomes);
    if (node.type !== "JSXAttribute" || !isNode(node["value"])) return [];
    return VISIBLE.has(String((node["name"] as Node)["name"])) ? outcomes(node["value"]) : [];
  })();
  return [
    ...own.map((text) => text.trim()).filter((text) => WORD.test(text)),
    ...children(node).flatMap(visibleTexts),
  ];
}

const inline = (source: string): string[] =>
  visibleTexts(parseSync("some.tsx", source).program as unknown as Node);

test.each(["console", "simulator", "admin", "ui"])("%s says nothing inline", (app) => {
  const files = readdirSync(join(SRC, app), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".tsx"),
  );
  const found = files.flatMap((name) =>
    inline(readFileSync(join(SRC, app, name), "utf8")).map((text) => `${name}: ${text}`),
  );
  expect(found).toEqual([]);
});

describe("what is found", () => {
  test.each([
    ["<p>Not sent</p>", ["Not sent"]],
    ["<p>{bad ? 'Not sent' : t.sent}</p>", ["Not sent"]],
    ["<p>{bad && `Not ${how}`}</p>", ["Not"]],
    ["<button aria-label='Close' className='icon' />", ["Close"]],
    ["<input placeholder={`Find ${what}`} type='search' />", ["Find"]],
    ["<p>{t.sent} · ✕ {n}</p>", []],
    ["<p>{kind === 'image' && t.image}</p>", []],
    ["<p title={t.hint('image')}>{list.map((one) => <b key='one'>{one}</b>)}</p>", []],
    ["<ul>{list.map((one) => <li key={one}>Item</li>)}</ul>", ["Item"]],
  ])("%s", (source, found) => {
    expect(inline(source)).toEqual(found);
  });
});
