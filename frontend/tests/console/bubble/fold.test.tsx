/** What a customer pastes without an end. */
// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Text } from "../../../src/console/bubble/cards/Text";
import { InEnglish } from "../../support/render";

const shown = (): number => document.querySelector(".bubble-text")?.textContent.length ?? 0;

test("65,536 characters are folded, shown whole when asked for, and folded again", async () => {
  const user = userEvent.setup();
  render(<Text text={"word ".repeat(13_108).slice(0, 65_536)} />, { wrapper: InEnglish });
  expect(shown()).toBeLessThan(1300);
  await user.click(screen.getByRole("button", { name: "Show all 65,536 characters" }));
  expect(shown()).toBe(65_536);
  await user.click(screen.getByRole("button", { name: "Show less", expanded: true }));
  expect(shown()).toBeLessThan(1300);
});

test("a text of some lines is not", () => {
  render(<Text text="Hello" />, { wrapper: InEnglish });
  expect(screen.queryByRole("button")).toBeNull();
});
