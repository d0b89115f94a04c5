/** One icon for one meaning: two that look the same are told apart by nobody. */
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import * as icons from "../../src/ui/components/icons";

const drawn = Object.entries(icons).map(([name, Icon]) => [name, renderToStaticMarkup(<Icon />)] as const);

test("no two icons look the same", () => {
  const names = new Map<string, string[]>();
  for (const [name, svg] of drawn) names.set(svg, [...(names.get(svg) ?? []), name]);
  expect([...names.values()].filter(({ length }) => length > 1)).toEqual([]);
});
