/** Every keyboard shortcut, in one table: the handler, the cheat-sheet and the tests read it. */

export interface Shortcut {
  readonly command: Command;
  /** Keys one after the other; "Mod" is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[];
  /** Works while typing, too. */
  readonly whileTyping?: true;
  /** Only where the focus is in the list of conversations: elsewhere the keys mean something else. */
  readonly inList?: true;
  /** Taken by the text itself: elsewhere the keys mean something else. */
  readonly inText?: true;
}

export type Command =
  | "next"
  | "previous"
  | "nextOpened"
  | "previousOpened"
  | "open"
  | "reply"
  | "note"
  | "newConversation"
  | "assign"
  | "assignTo"
  | "team"
  | "resolve"
  | "resolveNext"
  | "snooze"
  | "priority"
  | "label"
  | "unread"
  | "select"
  | "selectRange"
  | "selectNext"
  | "selectPrevious"
  | "selectAll"
  | "search"
  | "searchAll"
  | "nextHit"
  | "previousHit"
  | "timeline"
  | "react"
  | "goToDate"
  | "undo"
  | "send"
  | "sendAndResolve"
  | "sendResolveNext"
  | "sendLater"
  | "viewMine"
  | "viewUnassigned"
  | "viewAll"
  | "palette"
  | "help"
  | "back";

const SHIFT = "Shift+";

/** Where Enter sends. */
export const SHORTCUTS: readonly Shortcut[] = [
  { command: "next", keys: ["j"] },
  { command: "previous", keys: ["k"] },
  { command: "nextOpened", keys: ["Shift+J"] },
  { command: "previousOpened", keys: ["Shift+K"] },
  { command: "open", keys: ["Enter"] },
  { command: "reply", keys: ["r"] },
  { command: "note", keys: ["n"] },
  { command: "newConversation", keys: ["c"] },
  { command: "assign", keys: ["a"] },
  { command: "assignTo", keys: ["Shift+A"] },
  { command: "team", keys: ["t"] },
  { command: "resolve", keys: ["e"] },
  { command: "resolveNext", keys: ["Shift+E"] },
  { command: "snooze", keys: ["s"] },
  { command: "priority", keys: ["p"] },
  { command: "label", keys: ["l"] },
  { command: "unread", keys: ["u"] },
  { command: "timeline", keys: ["i"] },
  { command: "react", keys: ["+"] },
  { command: "undo", keys: ["z"] },
  { command: "select", keys: ["x"] },
  { command: "selectRange", keys: ["Shift+X"] },
  { command: "selectNext", keys: ["Shift+ArrowDown"], inList: true },
  { command: "selectPrevious", keys: ["Shift+ArrowUp"], inList: true },
  { command: "selectAll", keys: ["Mod+a"], inList: true },
  { command: "search", keys: ["f"] },
  { command: "searchAll", keys: ["Shift+F"] },
  { command: "nextHit", keys: ["."] },
  { command: "previousHit", keys: [","] },
  { command: "goToDate", keys: ["g", "d"] },
  { command: "send", keys: ["Enter"], whileTyping: true, inText: true },
  { command: "sendAndResolve", keys: ["Mod+Enter"], whileTyping: true },
  { command: "sendResolveNext", keys: ["Mod+Shift+Enter"], whileTyping: true },
  { command: "sendLater", keys: ["Shift+S"] },
  { command: "viewMine", keys: ["g", "m"] },
  { command: "viewUnassigned", keys: ["g", "u"] },
  { command: "viewAll", keys: ["g", "a"] },
  { command: "palette", keys: ["Mod+k"], whileTyping: true },
  { command: "help", keys: ["?"] },
  { command: "back", keys: ["Escape"], whileTyping: true },
];

/** Where Enter breaks the line: each takes the keys of the one before it, and the last has none, but its place in the menu. */
const WHERE_ENTER_BREAKS: readonly Shortcut[] = SHORTCUTS.map((one) => {
  if (one.command === "send") return { command: "send", keys: ["Mod+Enter"], whileTyping: true };
  if (one.command === "sendAndResolve") return { ...one, keys: ["Mod+Shift+Enter"] };
  return one.command === "sendResolveNext" ? { ...one, keys: [] } : one;
});

export function shortcuts(enterSends: boolean): readonly Shortcut[] {
  return enterSends ? SHORTCUTS : WHERE_ENTER_BREAKS;
}

/** The second key of a sequence must follow within this time. */
export const SEQUENCE_MS = 1200;

export interface Press {
  readonly key: string;
  readonly mod: boolean;
  readonly shift?: boolean;
  /** Alt, or Ctrl and ⌘ where they are not "Mod". */
  readonly other: boolean;
  readonly typing: boolean;
  /** ms */
  readonly at: number;
}

/** Keeps the begun sequence and answers which command a key press completes. */
export class KeyReader {
  private begun: { key: string; at: number } | null = null;

  constructor(
    private readonly singleKeys: () => boolean = () => true,
    private readonly enterSends: () => boolean = () => true,
  ) {}

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

  /** Whether the next key may end a sequence. */
  get hasBegun(): boolean {
    return this.begun !== null;
  }

  private allowed({ typing }: Press): readonly Shortcut[] {
    return shortcuts(this.enterSends()).filter(
      (one) =>
        !one.inText && (!typing || one.whileTyping === true) && (this.singleKeys() || !isSingleKey(one)),
    );
  }
}

const SHIFTED: ReadonlySet<string> = new Set(
  SHORTCUTS.flatMap(({ keys }) => keys).filter((key) => key.includes(SHIFT)),
);

/** A capital is its letter (the lock may be on), but where that key with Shift is a shortcut of its own. */
function nameOf({ key, mod, shift }: Press): string {
  const isLetter = key.length === 1 && key !== "?";
  const before = mod ? "Mod+" : "";
  const shifted = `${before}${SHIFT}${isLetter ? key.toUpperCase() : key}`;
  if (shift && SHIFTED.has(shifted)) return shifted;
  return `${before}${isLetter ? key.toLowerCase() : key}`;
}

export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
export const MOD_NAME = isMac ? "⌘" : "Ctrl";

/** What menus show beside the verb; the keys of the cheat-sheet. */
export function keysOf(command: Command, enterSends = true): string {
  const keys = shortcuts(enterSends).find((one) => one.command === command)?.keys ?? [];
  return keys.join(" ").replace("Mod", MOD_NAME);
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
  return keys.every((key) => key.replace(SHIFT, "").length === 1);
}

const IN_LIST: ReadonlySet<Command> = new Set(
  SHORTCUTS.flatMap(({ command, inList }) => (inList ? [command] : [])),
);

/** Whether its keys are a command there. */
export function isMeant(command: Command, inList: boolean): boolean {
  return inList || !IN_LIST.has(command);
}
