/** A composer around a server that takes what is sent. */
import { act, screen } from "@testing-library/react";
import { createRef } from "react";
import { Composer, type ComposerHandle } from "../../src/console/composer/Composer";
import type { Conversation, Message } from "../../src/protocol";
import type { ConsoleClient } from "../../src/store/client";
import { capableMe, chat, openConsole, type TestConsole } from "./console";
import { message, template } from "./samples";

export interface Shown extends TestConsole {
  handle: { current: ComposerHandle | null };
  again: (change: Partial<Conversation>) => Promise<void>;
}

export async function openComposer(change: Partial<Conversation> = {}, can: object = {}): Promise<Shown> {
  const conversation = chat(change);
  const console = await openConsole({
    me: capableMe(can),
    conversations: [conversation],
    templates: [
      template({ name: "order_update", components: [{ type: "BODY", text: "Your order is ready." }] }),
    ],
  });
  console.server.on("POST", /\/messages\/$/u, ({ body }) =>
    Response.json(sentMessage(body as Record<string, unknown>), { status: 201 }),
  );
  console.server.on("POST", /\/typing\/$/u, {});
  const handle = createRef<ComposerHandle>();
  const element = (one: Conversation) => <Composer conversation={one} ref={handle} />;
  const { rerender } = await console.show(element(conversation));
  return { ...console, handle, again: (next) => act(async () => rerender(element(chat(next)))) };
}

export const sentMessage = (body: Record<string, unknown>): Message =>
  message({
    id: 50,
    direction: "outbound",
    status: "queued",
    content: String(body["content"]),
    client_id: String(body["client_id"]),
  });

export const box = (): HTMLTextAreaElement => screen.getByRole("textbox", { name: "Reply to Ana" });
export const sendButton = (): HTMLButtonElement => screen.getByRole("button", { name: "Send" });
export const posted = (console: TestConsole) =>
  console.server.bodies("POST", /\/conversations\/9\/messages\/$/u);

const REPLY = { conversation: 9, mode: "reply" } as const;

/** What the composer holds, open or not. */
export const written = (client: ConsoleClient): string => client.draftKeeper.drafts.get(REPLY).content.text;
export const quoted = (client: ConsoleClient): Message | null =>
  client.draftKeeper.drafts.get(REPLY).content.quoted;
export const write = ({ client }: TestConsole, text: string): void =>
  client.draftKeeper.drafts.edit(REPLY, { text });
