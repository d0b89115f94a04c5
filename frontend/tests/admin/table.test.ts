/** Django's change list on the page, and a freshly fetched one that is merged into it. */
// @vitest-environment jsdom
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { isBusy, merge, recount, rowsOf, watchBoxes } from "../../src/admin/table";

const list = (rows: readonly (readonly [string, string])[], about = `${rows.length} messages`): string => `
  <div id="changelist-search"><span class="quiet">${about}</span></div>
  <table id="result_list">
    <thead><tr><th><input type="checkbox" id="action-toggle"></th></tr></thead>
    <tbody>${rows.map(([id, text]) => row(id, text)).join("")}</tbody>
  </table>
  <span class="action-counter" data-actions-icnt="${rows.length}"></span>
  <p class="paginator">${about}</p>`;

const row = (id: string, text: string): string => `
  <tr>
    <td class="action-checkbox"><input type="checkbox" class="action-select" value="${id}"></td>
    <td class="text"><a href="/admin/${id}/">${text}</a></td>
  </tr>`;

const fresh = (rows: readonly (readonly [string, string])[], about?: string): Document =>
  new DOMParser().parseFromString(list(rows, about), "text/html");

const texts = (): string[] =>
  [...document.querySelectorAll("#result_list .text")].map(({ textContent }) => textContent);
const box = (id: string): HTMLInputElement =>
  document.querySelector(`input.action-select[value="${id}"]`) as HTMLInputElement;

beforeEach(() => {
  document.body.innerHTML = list([
    ["2", "Second"],
    ["1", "First"],
  ]);
});

describe("rows are known", () => {
  test("by their checkbox", () => {
    expect([...rowsOf(document).keys()]).toEqual(["2", "1"]);
  });

  test("else by where their first link leads", () => {
    document.body.innerHTML =
      '<table id="result_list"><tbody><tr><td><a href="/x/">X</a></td></tr></tbody></table>';
    expect([...rowsOf(document).keys()]).toEqual(["/x/"]);
  });
});

describe("while nobody is at work", () => {
  test("the table becomes the fresh one", () => {
    expect(merge(fresh([["3", "Third"], ["2", "Second, changed"]]), false)).toBe(0); // prettier-ignore
    expect(texts()).toEqual(["Third", "Second, changed"]);
  });

  test("a row that stays is the same element", () => {
    const before = box("2").closest("tr");
    merge(fresh([["3", "Third"], ["2", "Second, changed"]]), false); // prettier-ignore
    expect(box("2").closest("tr")).toBe(before);
  });

  test("new rows are marked", () => {
    merge(fresh([["3", "Third"], ["2", "Second"]]), false); // prettier-ignore
    expect(box("3").closest("tr")?.classList.contains("live-new")).toBe(true);
    expect(box("2").closest("tr")?.classList.contains("live-new")).toBe(false);
  });

  test("counts beside the table are taken over", () => {
    merge(fresh([["3", "Third"]], "1 message"), false);
    expect(document.querySelector(".paginator")?.textContent).toBe("1 message");
    expect(document.querySelector(".quiet")?.textContent).toBe("1 message");
  });

  test("a ticked row never leaves", () => {
    box("1").checked = true;
    merge(fresh([["3", "Third"]]), false);
    expect(texts()).toEqual(["Third", "First"]);
    expect(box("1").checked).toBe(true);
  });
});

describe("while somebody is at work", () => {
  test("rows stay where they are, their cells change, new ones are counted", () => {
    expect(merge(fresh([["3", "Third"], ["1", "First, changed"]]), true)).toBe(1); // prettier-ignore
    expect(texts()).toEqual(["Second", "First, changed"]);
  });

  test("a cell with the focus is left alone", () => {
    document.querySelector<HTMLElement>('a[href="/admin/1/"]')?.focus();
    merge(fresh([["2", "Second"], ["1", "First, changed"]]), true); // prettier-ignore
    expect(texts()).toEqual(["Second", "First"]);
  });

  test.each([
    ["a ticked row", (): void => void (box("1").checked = true)],
    ["a focus in the table", (): void => document.querySelector<HTMLElement>('a[href="/admin/1/"]')?.focus()],
  ])("%s shows it", (_, work) => {
    expect(isBusy()).toBe(false);
    work();
    expect(isBusy()).toBe(true);
  });
});

describe("an empty list has no table", () => {
  beforeEach(() => {
    document.body.innerHTML = "<p>0 messages</p>";
  });

  test("when there is something now, only a reload shows it", () => {
    expect(merge(fresh([["1", "First"]]), false)).toBeNull();
  });

  test("when there is still nothing, nothing waits", () => {
    expect(merge(new DOMParser().parseFromString("<p>0</p>", "text/html"), false)).toBe(0);
  });

  test("nobody is at work there", () => {
    expect(isBusy()).toBe(false);
  });
});

describe("the bar of actions", () => {
  test("ticks the rows that are there now", async () => {
    watchBoxes();
    merge(fresh([["3", "Third"], ["2", "Second"]]), false); // prettier-ignore
    await userEvent.click(document.querySelector("#action-toggle") as Element);
    expect([box("3").checked, box("2").checked]).toEqual([true, true]);
    expect(box("3").closest("tr")?.classList.contains("selected")).toBe(true);
  });

  test("its own box follows the others", () => {
    box("1").checked = true;
    recount();
    const toggle = document.querySelector<HTMLInputElement>("#action-toggle");
    expect(toggle?.checked).toBe(false);
    box("2").checked = true;
    recount();
    expect(toggle?.checked).toBe(true);
  });

  test("counts in Django's own words", () => {
    Object.assign(window, {
      ngettext: (one: string) => one,
      interpolate: (format: string, { sel, cnt }: { sel: number; cnt: string }) =>
        `${format.length > 0 ? sel : 0} of ${cnt}`,
    });
    box("1").checked = true;
    recount(fresh([["3", "Third"], ["2", "Second"], ["1", "First"]])); // prettier-ignore
    expect(document.querySelector(".action-counter")?.textContent).toBe("1 of 3");
  });
});
