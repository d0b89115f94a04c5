/** What an empty list says, and where it leads. */
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { t } from "../../src/console/i18n/en";
import type { ListQuery } from "../../src/protocol/lists";
import { EmptyList } from "../../src/console/list/EmptyList";

const query = (change: Partial<ListQuery>): ListQuery => ({ view: "all", filter: "open", q: "", ...change });
const shown = (change: Partial<ListQuery>): string =>
  renderToStaticMarkup(<EmptyList query={query(change)} onEverywhere={() => {}} />);

describe("a search that found nothing", () => {
  test.each([
    { filter: "open" },
    { filter: "resolved" },
    { view: "mine", filter: "any" },
    { view: "unassigned", filter: "open" },
  ] as const)("offers to look everywhere from a part: %o", (part) => {
    const html = shown({ ...part, q: "Stone" });
    expect(html).toContain("Nothing found");
    expect(html).toContain("Search in all conversations</button>");
    expect(html).toContain(t.filters[part.filter]);
  });

  test("everywhere offers nothing more", () => {
    expect(shown({ filter: "any", q: "Stone" })).not.toContain("<button");
  });

  test("the button asks for everything", () => {
    let asked = 0;
    const empty = EmptyList({
      query: query({ q: "Stone" }),
      onEverywhere: () => {
        asked += 1;
      },
    });
    empty.props.action.props.onClick();
    expect(asked).toBe(1);
  });
});

test("a list without a search says why it is empty", () => {
  expect(shown({ view: "mine" })).toContain(t.list.empty.mine[0]);
  expect(shown({ filter: "resolved" })).toContain(t.list.empty.resolved[0]);
  expect(shown({})).not.toContain("<button");
});
