/** A canned response goes into a text: filled in as far as the console knows, its files and choices beside it. */
import { useCallback, useMemo, type KeyboardEvent, type RefObject } from "react";
import type { Capabilities, Id } from "../../protocol";
import type { CannedResponse } from "../../protocol/canned";
import { blankFrom, filled, knownOf, type Known } from "../../store/canned/variables";
import { useClient, useInbox, useRun } from "../context";
import { useT } from "../i18n/language";
import type { Reply } from "../composer/useReply";
import { selectIn } from "../../ui/text/caret";

/** What is filled in without asking. */
export function useKnown({ contact, inbox }: { contact: string; inbox: Id }): Known {
  const { me } = useClient();
  const name = useInbox(inbox)?.name ?? "";
  return useMemo(() => knownOf({ contact, agent: me.name, inbox: name }), [contact, me, name]);
}

/** In place of what stands between `start` and `end`. */
export type Insert = (canned: CannedResponse, place: { start: number; end: number }) => void;

type Target = Pick<Reply, "conversation" | "can" | "text" | "onText" | "onCanned"> &
  Partial<Pick<Reply, "files">>;

/** Without `files` only its text goes in: an answer that waits has no more. */
export function useInsert(area: RefObject<HTMLTextAreaElement | null>, reply: Target): Insert {
  const t = useT().composer.canned;
  const { notice } = useClient();
  const run = useRun();
  const { conversation, can, text, onText, files, onCanned } = reply;
  const known = useKnown({ contact: conversation.contact.name, inbox: conversation.inbox });
  return useCallback(
    (canned, { start, end }) => {
      const content = filled(canned.content, known);
      onText(text.slice(0, start) + content + text.slice(end));
      const interactive = possibleChoices(canned, files && can);
      const isLoading = files !== undefined && canned.files.length > 0;
      onCanned({ id: canned.id, interactive, isLoading });
      if (isLoading) {
        const added = files.addCanned(canned.files.map((file) => file.id));
        run(added.finally(() => onCanned({ id: canned.id, interactive, isLoading: false })));
      }
      const isLess = interactive !== canned.interactive || isLoading !== canned.files.length > 0;
      if (isLess) notice.set({ kind: "problem", text: files ? t.noChoices : t.textOnly });
      selectBlank(area, content, start);
    },
    [area, can, files, known, notice, onCanned, onText, run, t, text],
  );
}

/** Null where the inbox cannot send them, or nothing is said of what it can. */
function possibleChoices(
  { interactive }: CannedResponse,
  can: Capabilities | undefined,
): CannedResponse["interactive"] {
  return interactive && can?.interactive.includes(String(interactive["type"])) === true ? interactive : null;
}

/** The first blank of what was inserted, else behind it. */
function selectBlank(area: RefObject<HTMLTextAreaElement | null>, content: string, start: number): void {
  const blank = blankFrom(content, 0);
  const from = start + (blank?.start ?? content.length);
  const to = start + (blank?.end ?? content.length);
  selectIn(area.current, from, to);
  requestAnimationFrame(() => {
    if (document.activeElement === area.current) return;
    // What it was chosen in had the focus until now: nobody has typed here.
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  });
}

/** Tab goes from one blank to the next; behind the last it is Tab again. Returns whether it went. */
export function onTab(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.key !== "Tab" || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const blank = blankFrom(value, event.shiftKey ? selectionStart : selectionEnd, event.shiftKey);
  if (blank === null) return false;
  event.preventDefault();
  event.currentTarget.setSelectionRange(blank.start, blank.end);
  return true;
}
