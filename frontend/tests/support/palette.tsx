/** The console with the palette to open over it. */
import { screen, waitFor, within } from "@testing-library/react";
import { expect } from "vitest";
import { Console } from "../../src/console/shell/Console";
import { chat, openConsole } from "./console";
import { message, page } from "./samples";

export const named = (id: number, name: string) =>
  chat({
    id,
    contact: { ...chat().contact, id: 40 + id, name },
    last_activity_at: `2026-11-21T0${id}:00:00Z`,
  });

export async function opened() {
  const console = await openConsole({
    conversations: [named(9, "Ana"), named(8, "Ben")],
    messages: [message()],
  });
  const { server, user } = console;
  server.on("GET", /\/conversations\/\d+\/messages\//u, page([], 10));
  server.on("GET", /\/api\/agents\//u, page([{ id: 2, username: "mia", name: "Mia" }], 10));
  server.on("GET", /\/api\/teams\//u, page([{ id: 4, name: "Returns" }], 10));
  server.on("GET", /\/api\/conversations\/\?.*q=/u, page([named(7, "Zoe")], 10));
  server.on("PATCH", /\/conversations\/9\/$/u, ({ body }) => ({ ...named(9, "Ana"), ...(body as object) }));
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  const open = async () => {
    await user.keyboard("{Control>}k{/Control}");
    return within(await screen.findByRole("dialog", { name: "Find anything" }));
  };
  return { ...console, open };
}

export const gone = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
