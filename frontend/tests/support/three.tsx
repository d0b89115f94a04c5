/** The console over three conversations, from Ana to Cleo. */
import { screen, waitFor } from "@testing-library/react";
import { expect } from "vitest";
import { Console } from "../../src/console/shell/Console";
import { sentMessage } from "./composer";
import { chat, openConsole } from "./console";
import { page } from "./samples";
import { openThreadOf } from "./thread";

export const NAMES = ["Ana", "Ben", "Cleo"];
export const ID = { Ana: 9, Ben: 8, Cleo: 7 } as Readonly<Record<string, number>>;
export const named = (name: string) =>
  chat({
    id: ID[name] ?? 0,
    contact: { ...chat().contact, id: 40 + (ID[name] ?? 0), name },
    last_activity_at: `2026-11-21T0${ID[name]}:00:00Z`,
  });

export async function three() {
  const console = await openConsole({ conversations: NAMES.map(named) });
  const { server } = console;
  server.on("GET", /\/conversations\/\d+\/messages\//u, page([], 10));
  for (const name of NAMES) {
    const path = new RegExp(`/conversations/${ID[name]}/$`, "u");
    server.on("PATCH", path, ({ body }) => ({ ...named(name), ...(body as object) }));
  }
  server.on("POST", /\/messages\/$/u, ({ body, path }) => ({
    ...sentMessage(body as Record<string, unknown>),
    conversation: Number(/\d+/u.exec(path)?.[0]),
  }));
  server.on("POST", /\/typing\/$/u, {});
  await console.show(<Console />);
  await screen.findByRole("option", { name: /Ana/u });
  const resolved = (name: string) =>
    server.bodies("PATCH", new RegExp(`/conversations/${ID[name]}/$`, "u")).length;
  return { ...console, resolved };
}

export const row = (name: string) => screen.getByRole("option", { name: new RegExp(name, "u") });
export const focused = (name: string) => waitFor(() => expect(document.activeElement).toBe(row(name)));
export const shown = (name: string) => openThreadOf(name);
export const box = (name: string) => screen.findByRole("textbox", { name: `Reply to ${name}` });
