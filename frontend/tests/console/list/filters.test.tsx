/** The picker of filters: of some one counts, of others several. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { chosenFilters, withFilters } from "../../../src/console/list/filterIds";
import { FilterPicker } from "../../../src/console/list/FilterPicker";
import { viewQuery } from "../../../src/protocol/lists";
import { openConsole } from "../../support/console";
import { page } from "../../support/samples";

const ALL = viewQuery("all");

test.each([
  ["team", "team:3", "team:4"],
  ["assignee", "assignee:me", "assignee:none"],
  ["label", "label:VIP", "label:Late"],
  ["inbox", "inbox:7", "inbox:8"],
])("of a %s another one takes the place of the one before", (_, before, next) => {
  const query = { ...ALL, ...withFilters(ALL, [before]) };
  expect(
    chosenFilters({ ...query, ...withFilters(query, [before, next]) }).filter((id) => id === before),
  ).toEqual([]);
  expect(chosenFilters({ ...query, ...withFilters(query, [before, next]) })).toContain(next);
});

test("says of which one counts, and marks those as radio buttons are", async () => {
  const { server, show } = await openConsole();
  server
    .on("GET", /\/api\/labels\//u, page([{ id: 1, name: "VIP", color: "#aa0000" }], 10))
    .on("GET", /\/api\/teams\//u, page([{ id: 4, name: "Returns" }], 10))
    .on("GET", /\/api\/agents\//u, page([], 10));
  const anchor = document.body.appendChild(document.createElement("button"));
  const handlers = { onChange: vi.fn(), onClose: vi.fn() };
  await show(<FilterPicker query={{ ...ALL, label: "VIP" }} saved={null} anchor={anchor} {...handlers} />);
  const labels = await screen.findByRole("group", { name: "Labels · one at a time" });
  expect(screen.getByRole("group", { name: "Status" })).toBeTruthy();
  const vip = within(labels).getByRole("option", { name: "VIP" });
  expect(vip.querySelector(".picker-one")).toBeTruthy();
  await waitFor(() => expect(vip.getAttribute("aria-selected")).toBe("true"));
  const status = within(screen.getByRole("group", { name: "Status" })).getAllByRole("option");
  expect(status.every((one) => one.querySelector(".picker-one") === null)).toBe(true);
});
