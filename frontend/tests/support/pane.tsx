/** The pane of an open conversation with two messages. */
import { waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { expect, vi } from "vitest";
import { ThreadPane, type ThreadHandle } from "../../src/console/thread/ThreadPane";
import type { Conversation, Message } from "../../src/protocol";
import { capableMe, chat, openConsole, type TestConsole } from "./console";
import { message, mia } from "./samples";
import { threadOf } from "./thread";

export const at = (minute: number): string => `2026-11-21T08:${String(minute).padStart(2, "0")}:00Z`;
export const hello = message({ id: 1, content: "Hello", timestamp: at(0), external_id: "wamid.1" });
export const reply = message({
  id: 2,
  content: "Good morning",
  timestamp: at(1),
  direction: "outbound",
  status: "delivered",
  author: mia,
  external_id: "wamid.2",
});

export interface ShownPane extends TestConsole {
  handle: { current: ThreadHandle | null };
  onBack: ReturnType<typeof vi.fn<() => void>>;
  onDetails: ReturnType<typeof vi.fn<() => void>>;
}

export async function openPane(
  messages: Message[] = [reply, hello],
  change: Partial<Conversation> = {},
): Promise<ShownPane> {
  const console = await openConsole({ me: capableMe(), messages, conversations: [chat(change)] });
  const handle = createRef<ThreadHandle>();
  const onBack = vi.fn<() => void>();
  const onDetails = vi.fn<() => void>();
  await console.show(
    <ThreadPane
      id={9}
      start={null}
      detailsShown={false}
      onBack={onBack}
      onDetails={onDetails}
      ref={handle}
    />,
  );
  await waitFor(() => expect(log().ariaBusy).toBe("false"));
  return { ...console, handle, onBack, onDetails };
}

export const log = (): HTMLElement => threadOf("Ana");
export const lines = (): string[] =>
  [...log().querySelectorAll(".bubble-text")].map(({ textContent }) => textContent.trim());
export const bubble = (text: string): HTMLElement =>
  within(log()).getByText(text).closest<HTMLElement>("[data-message]") as HTMLElement;
