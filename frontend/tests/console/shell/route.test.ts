/** What the address bar says. */
import { describe, expect, test } from "vitest";
import { pageAskedFor } from "../../../src/console/shell/route";

describe("the page that sent an agent here to log in", () => {
  test.each([
    ["?next=/api/docs/", "/api/docs/"],
    ["?next=%2Fadmin%2F%3Fq%3Da", "/admin/?q=a"],
    ["", null],
    ["?next=https://elsewhere.example/", null],
    ["?next=//elsewhere.example/", null],
    ["?next=/%5Celsewhere.example/", null],
    ["?next=javascript:alert(1)", null],
  ])("%s", (search, page) => expect(pageAskedFor(search)).toBe(page));
});
