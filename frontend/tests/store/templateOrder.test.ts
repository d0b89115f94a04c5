/** What an agent has chosen before stands first. */
// @vitest-environment jsdom
import { expect, test } from "vitest";
import { ordered, TemplateChoices } from "../../src/store/messages/templateOrder";
import { template } from "../support/samples";

const all = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => template({ id, name: `t${id}` }));
const ids = (favourites: number[], recent: number[]): number[] =>
  ordered(all, favourites, recent).map((one) => one.template.id);

test("favourites, then what was sent last, then the rest as it was", () => {
  expect(ids([], [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(ids([7, 3], [5, 3, 2])).toEqual([3, 7, 5, 2, 1, 4, 6, 8]);
});

test("only the last five of this inbox are recent, and no favourite is", () => {
  const recent = [90, 8, 7, 6, 5, 4, 3, 2];
  const found = ordered(all, [8], recent).filter((one) => one.isRecent);
  expect(found.map((one) => one.template.id)).toEqual([7, 6, 5, 4, 3]);
});

test("what cannot be sent any more stands where it was", () => {
  const refused = template({ id: 9, name: "t9", unsendable: "WhatsApp has rejected it." });
  const found = ordered([...all, refused], [9], [9]).at(-1);
  expect(found).toEqual({ template: refused, isRecent: false });
});

test("each agent of this browser has their own", () => {
  const mia = new TemplateChoices(1);
  mia.toggle(3);
  mia.toggle(4);
  mia.toggle(3);
  mia.used(5);
  mia.used(6);
  mia.used(5);
  expect([mia.favourites, mia.recent]).toEqual([[4], [5, 6]]);
  const jonas = new TemplateChoices(2);
  expect([jonas.favourites, jonas.recent]).toEqual([[], []]);
});
