// @vitest-environment jsdom
import { expect, test } from "vitest";
import { directionOf, setPageLanguage } from "../../src/ui/pageLanguage";

test.each([
  ["en", "ltr"],
  ["de-CH", "ltr"],
  ["ar", "rtl"],
  ["he-IL", "rtl"],
  ["ur-Arab-PK", "rtl"],
  ["az-Arab", "rtl"],
  ["ug-Latn", "ltr"],
  ["PS", "rtl"],
])("%s is read %s", (code, direction) => {
  expect(directionOf(code)).toBe(direction);
});

test("the page has its language and its direction", () => {
  const page = document.documentElement;
  setPageLanguage("ar-EG");
  expect([page.lang, page.dir]).toEqual(["ar-EG", "rtl"]);
  setPageLanguage("en");
  expect([page.lang, page.dir]).toEqual(["en", "ltr"]);
});
