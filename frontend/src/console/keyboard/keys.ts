/** Every keyboard shortcut, in one table: the handler, the cheat-sheet and the tests read it. */

export interface Shortcut {
  readonly command: Command;
  /** Keys one after the other; "Mod" is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[];
  /** Works while typing, too. */
  readonly whileTyping?: true;
}

export type Command =
  | "next"
  | "previous"
  | "open"
  | "reply"
  | "assign"
  | "resolve"
  | "unread"
  | "search"
  | "timeline"
  | "sendAndResolve"
  | "viewMine"
  | "viewUnassigned"
  | "viewAll"
  | "help"
  | "back";

export const SHORTCUTS: readonly Shortcut[] = [
  { command: "next", keys: ["j"] },
  { command: "previous", keys: ["k"] },
  { command: "open", keys: ["Enter"] },
  { command: "reply", keys: ["r"] },
  { command: "assign", keys: ["a"] },
  { command: "resolve", keys: ["e"] },
  { command: "unread", keys: ["u"] },
  { command: "timeline", keys: ["i"] },
  { command: "search", keys: ["f"] },
  { command: "sendAndResolve", keys: ["Mod+Enter"], whileTyping: true },
  { command: "viewMine", keys: ["g", "m"] },
  { command: "viewUnassigned", keys: ["g", "u"] },
  { command: "viewAll", keys: ["g", "a"] },
  { command: "help", keys: ["?"] },
  { command: "back", keys: ["Escape"], whileTyping: true },
];

/** The second key of a sequence must follow within this time. */
export const SEQUENCE_MS = 1200;

export interface Press {
  readonly key: string;
  readonly mod: boolean;
  /** Alt, or Ctrl and ⌘ where they are not "Mod". */
  readonly other: boolean;
  readonly typing: boolean;
  /** ms */
  readonly at: number;
}

/** Keeps the begun sequence and answers which command a key press completes. */
export class KeyReader {
  private begun: { key: string; at: number } | null = null;

  constructor(private readonly singleKeys: () => boolean = () => true) {}

  read(press: Press): Command | null {
    if (press.other) return null;
    const key = nameOf(press);
    const { begun } = this;
    this.begun = null;
    if (begun && press.at - begun.at <= SEQUENCE_MS) {
      const found = this.allowed(press).find(({ keys }) => keys[0] === begun.key && keys[1] === key);
      if (found) return found.command;
    }
    const candidates = this.allowed(press).filter(({ keys }) => keys[0] === key);
    if (candidates.some(({ keys }) => keys.length > 1)) this.begun = { key, at: press.at };
    return candidates.find(({ keys }) => keys.length === 1)?.command ?? null;
  }

  private allowed({ typing }: Press): readonly Shortcut[] {
    return SHORTCUTS.filter(
      (one) => (!typing || one.whileTyping === true) && (this.singleKeys() || !isSingleKey(one)),
    );
  }
}

function nameOf({ key, mod }: Press): string {
  const name = key.length === 1 && key !== "?" ? key.toLowerCase() : key;
  return mod ? `Mod+${name}` : name;
}

/** Somebody who types does not pause longer than this between two letters. */
export const RHYTHM_MS = 1500;

/**
 * Whose a key is. A field may give way under the focusTracker (a window opens, a dialog closes): what follows is still
 * text until the focus or the pointer goes somewhere on purpose, or the agent pauses.
 */
export class TypingGuard {
  /** ms; null while nobody types. */
  private last: number | null = null;

  /** The focus or the pointer went somewhere on purpose. */
  moved(): void {
    this.last = null;
  }

  /** `inField`: where text is written, or where that was until it vanished. */
  isTyping(inField: boolean, at: number): boolean {
    const goesOn = this.last !== null && at - this.last <= RHYTHM_MS;
    this.last = inField || goesOn ? at : null;
    return this.last !== null;
  }
}

/** A printable key alone: people who dictate must be able to switch these off (WCAG 2.1.4). */
export function isSingleKey({ keys }: Shortcut): boolean {
  return keys.every((key) => key.length === 1);
}
