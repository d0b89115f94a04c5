/** A message of ours as the beginning of a canned response. Pure. */
import type { Message } from "../../protocol";
import type { Known } from "./variables";
import type { CannedSeed } from "./view";

/** Null: it is none that could be said again. */
export function seedOf(message: Message, known: Known): CannedSeed | null {
  const { direction, kind, content, payload, attachments, revoked_at } = message;
  if (direction !== "outbound" || revoked_at !== null) return null;
  const interactive = choices(payload["interactive"]);
  if (kind === "interactive")
    return interactive && { content: bodyOf(payload, content), interactive, files: [], known };
  if (kind === "text") return { content, interactive: null, files: [], known };
  const files = attachments.filter(({ state, id }) => state === "ready" && id > 0);
  if (files.length === 0) return null;
  const caption = files[0]?.caption ?? "";
  return { content: caption, interactive: null, files: files.map(({ id }) => id), known };
}

function choices(interactive: unknown): CannedSeed["interactive"] {
  if (typeof interactive !== "object" || interactive === null) return null;
  const { body: _content, ...rest } = interactive as Record<string, unknown>;
  return rest;
}

function bodyOf(payload: Message["payload"], line: string): string {
  const { body } = (payload["interactive"] ?? {}) as { body?: { text?: unknown } };
  return typeof body?.text === "string" ? body.text : line;
}
