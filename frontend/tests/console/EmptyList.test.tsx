// @vitest-environment jsdom
/** What an empty list says, and where it leads. */
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { en as t } from "../../src/console/i18n/en";
import { viewQuery, type ListQuery } from "../../src/protocol/lists";
import { EmptyList } from "../../src/console/list/EmptyList";
import { fakePage } from "../support/page";
import { InEnglish, markup } from "../support/render";

const query = (change: Partial<ListQuery>): ListQuery => ({ ...viewQuery("all"), ...change });
const shown = (change: Partial<ListQuery>): string =>
  markup(<EmptyList query={query(change)} onEverywhere={() => {}} />);

describe("a search that found nothing", () => {
  test.each([
    {},
    { status: ["resolved"] },
    { view: "mine", status: [] },
    { view: "unassigned", label: "VIP" },
  ] as const)("offers to look everywhere from a part: %o", (part) => {
    const html = shown({ ...part, q: "Stone" });
    expect(html).toContain("Nothing found");
    expect(html).toContain("Search in all conversations</button>");
    expect(html).toContain(t.views["view" in part ? part.view : "all"]);
  });

  test("everywhere offers nothing more", () => {
    expect(shown({ status: [], q: "Stone" })).not.toContain("<button");
  });

  test("the button asks for everything", async () => {
    const everywhere = vi.fn<() => void>();
    render(<EmptyList query={query({ q: "Stone" })} onEverywhere={everywhere} />, { wrapper: InEnglish });
    await userEvent.click(screen.getByRole("button", { name: "Search in all conversations" }));
    expect(everywhere).toHaveBeenCalledOnce();
  });
});

test("where there are no keys none is named", () => {
  fakePage((media) => media.includes("coarse"));
  for (const view of ["mine", "snoozed"] as const) {
    const { container } = render(<EmptyList query={viewQuery(view)} onEverywhere={() => {}} />, {
      wrapper: InEnglish,
    });
    expect(container.textContent).toContain(t.list.empty[view][0]);
    expect(container.textContent).not.toMatch(/press/iu);
  }
});

test("a list without a search says why it is empty", () => {
  expect(shown({ view: "mine" })).toContain(t.list.empty.mine[0]);
  expect(shown({ status: ["resolved"] })).toContain(t.list.empty.resolved[0]);
  expect(shown({ view: "waiting" })).toContain(t.list.empty.waiting[0]);
  expect(shown({ unread: true })).toContain(t.list.empty.filtered[0]);
  expect(shown({})).not.toContain("<button");
});
