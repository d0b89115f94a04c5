/** The keys of the table, on the page of contacts. */
// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Console } from "../../../src/console/shell/Console";
import { goTo } from "../../../src/console/shell/useRoute";
import { openConsole } from "../../support/console";
import { conversation, page } from "../../support/samples";

const ZOE = { ...conversation().contact, id: 31, name: "Zoe Carter" };
const TWIN = { ...ZOE, id: 32, name: "Zoe C." };

test("j, k and Enter go from one to the other and open it, f is in the search", async () => {
  const { server, show, user } = await openConsole();
  server
    .on("GET", /^\/api\/contacts\/\?/u, page([ZOE, TWIN], 10))
    .on("GET", /^\/api\/contacts\/31\/$/u, ZOE)
    .on("GET", /^\/api\/contacts\/32\/$/u, TWIN)
    .on("GET", /\/(merges|notes)\/$/u, page([], 10))
    .on("GET", /^\/api\/conversations\/\?contact=/u, page([], 10));
  goTo("#/contacts", false);
  await show(<Console />);
  await screen.findByRole("option", { name: /Zoe C\./u });
  const focused = () => (document.activeElement as HTMLElement).dataset["id"];
  await user.keyboard("j");
  expect(focused()).toBe("31");
  await user.keyboard("j");
  expect(focused()).toBe("32");
  await user.keyboard("k{Enter}");
  expect(location.hash).toBe("#/contacts/31");
  await screen.findByRole("region", { name: "Zoe Carter" });
  // Where no row has the focus, too.
  await user.keyboard("j");
  act(() => (document.activeElement as HTMLElement).blur());
  await user.keyboard("{Enter}");
  expect(location.hash).toBe("#/contacts/32");
  await user.keyboard("{Shift>}k{/Shift}");
  expect(location.hash).toBe("#/contacts/31");
  await user.keyboard("f");
  expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search names and numbers" }));
});
