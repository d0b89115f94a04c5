/** A first guess of how high a row of the thread is (px); it is measured when it is shown. Pure. */
import type { MediaKind, Message } from "../../protocol";
import { mediaBox, shownAs } from "./files";
import type { Pending } from "../state/pending";
import type { ThreadRow } from "../state/threadRows";

const LINE = 20;
const FRAME = 40;
const CARD = 120;
/** So many lines of what was done are shown before somebody unfolds them. */
export const FOLDED = 2;

export function estimatedHeight(row: ThreadRow | undefined): number {
  if (row === undefined || row.type === "day" || row.type === "unread" || row.type === "gap") return 40;
  if (row.type === "activity") return 12 + 24 * Math.min(FOLDED + 1, row.lines.length);
  return row.type === "message" ? ofMessage(row.message) : ofPending(row.pending);
}

function ofMessage({ kind, content, attachments, reactions, status }: Message): number {
  const files = attachments.reduce(
    (sum, one) => sum + ofFile(shownAs(one), one.width, one.height) + text(one.caption),
    0,
  );
  const body = attachments.length > 0 && kind !== "template" && kind !== "interactive" ? 0 : text(content);
  const card = CARDS.has(kind) ? CARD : 0;
  return FRAME + files + body + card + (reactions.length > 0 ? 24 : 0) + (status === "failed" ? 96 : 0);
}

function ofPending({ file, content }: Pending): number {
  return FRAME + text(content) + (file ? ofFile(file.kind, null, null) : 0);
}

const CARDS: ReadonlySet<string> = new Set(["location", "contacts", "order", "template", "interactive"]);

function ofFile(kind: MediaKind, width: number | null, height: number | null): number {
  if (kind === "image" || kind === "video") return mediaBox(width, height).height;
  return kind === "sticker" ? 144 : 56;
}

function text(content: string): number {
  if (content === "") return 0;
  // What is longer is folded.
  return LINE * Math.min(40, Math.ceil(content.length / 60) + (content.split("\n").length - 1));
}
