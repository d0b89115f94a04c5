/** The keys in a thread: arrows between messages, Enter into one and Escape out of it. */
import { useEffect, useRef, type KeyboardEvent as ReactKeyboardEvent, type RefObject } from "react";
import { isInComposer } from "../../ui/focus";
import { controlsIn, isAlone, isOwnKey, logicalKey } from "../../ui/controls";

export interface Moves {
  /** By one message; false where there is none. */
  readonly step: (by: 1 | -1) => boolean;
  /** By a screen. */
  readonly page: (by: 1 | -1) => void;
  /** The real beginning, which is loaded for it. */
  readonly first: () => void;
  readonly last: () => void;
  /** Back to what is written. */
  readonly leave: () => void;
}

type Acts = Readonly<Record<string, () => void>>;

export function onThreadKey(event: ReactKeyboardEvent<HTMLElement>, moves: Moves): void {
  const { target } = event;
  const article = articleOf(target);
  if (!article || !(target instanceof HTMLElement) || !isAlone(event) || event.defaultPrevented) return;
  const act = actsOn(target, article, moves)[logicalKey(event.key, article)];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function actsOn(target: HTMLElement, article: HTMLElement, moves: Moves): Acts {
  if (target === article) return { ...betweenMessages(moves), ...onArticle(article, moves) };
  const { next, before, out } = withinArticle(article, target);
  // A player goes to and fro in time itself.
  if (isOwnKey(target)) return { ArrowDown: next, ArrowUp: before, Escape: out };
  return { ...betweenMessages(moves), ArrowRight: next, ArrowLeft: before, Escape: out };
}

/** From an empty reply to the message above it. */
export function useUpFromText(pane: RefObject<HTMLElement | null>, up: () => void): void {
  const latest = useRef(up);
  useEffect(() => {
    latest.current = up;
  });
  useEffect(() => {
    const { current } = pane;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!isUpFromText(event)) return;
      event.preventDefault();
      // Or it counted as typed where it came from, and the next key as more text.
      event.stopPropagation();
      latest.current();
    };
    current?.addEventListener("keydown", onKeyDown);
    return () => current?.removeEventListener("keydown", onKeyDown);
  }, [pane]);
}

/** Out of a reply, a note or the search for a template in which nothing is written: the caret has nowhere to go there. */
function isUpFromText(event: KeyboardEvent): boolean {
  const { key, target, defaultPrevented } = event;
  if (key !== "ArrowUp" || !isAlone(event) || defaultPrevented || !(target instanceof Element)) return false;
  const isEmpty = target.matches("textarea, [role=searchbox]") && (target as HTMLInputElement).value === "";
  return isEmpty && isInComposer(target) && target.closest("[popover]") === null;
}

/** The message of the thread that this is, or is a part of; not what is opened over it. */
export function articleOf(element: EventTarget | null): HTMLElement | null {
  if (!(element instanceof Element) || element.closest("[popover], [role=dialog]")) return null;
  return element.closest<HTMLElement>(".thread-row[tabindex]");
}

function betweenMessages({ step, page, first, last, leave }: Moves): Acts {
  return {
    ArrowUp: () => void step(-1),
    // Below the last one is what is written.
    ArrowDown: () => void (step(1) || leave()),
    PageUp: () => page(-1),
    PageDown: () => page(1),
    Home: first,
    End: last,
  };
}

function onArticle(article: HTMLElement, { leave }: Moves): Acts {
  const enter = (): void => controlsIn(article)[0]?.focus();
  return { Enter: enter, ArrowRight: enter, Escape: leave };
}

function withinArticle(article: HTMLElement, control: HTMLElement) {
  const all = controlsIn(article);
  const at = all.indexOf(control);
  return {
    next: () => all[at + 1]?.focus(),
    before: () => (at > 0 ? all[at - 1] : article)?.focus(),
    out: () => article.focus(),
  };
}
