/** The messages of an open conversation, by its customer. */
import { screen } from "@testing-library/react";

export const threadOf = (name: string): HTMLElement =>
  screen.getByRole("feed", { name: `Messages with ${name}` });
export const openThreadOf = (name: string): Promise<HTMLElement> =>
  screen.findByRole("feed", { name: `Messages with ${name}` });
