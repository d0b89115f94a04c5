/** WhatsApp's markup (*bold*, _italic_, ~strike~, `code`) and web addresses, as a tree. Pure. */
import { linked } from "./format";

export type MarkupNode =
  | { type: "text"; text: string }
  | { type: "link"; text: string; href: string }
  | { type: "code"; text: string }
  | { type: "bold" | "italic" | "strike"; children: MarkupNode[] };

const MARKS = { "*": "bold", _: "italic", "~": "strike" } as const;
type Mark = keyof typeof MARKS;

/** One UTF-16 unit of plain text, or something whose inside is left alone. */
type Atom = string | MarkupNode;

export function markup(text: string): MarkupNode[] {
  return emphasised(atoms(text), []);
}

/** Code and addresses first: a star inside them is a star. */
function atoms(text: string): Atom[] {
  const found: Atom[] = [];
  let end = 0;
  for (const match of text.matchAll(/```([^`]+)```|`([^`\n]+)`/gu)) {
    for (const atom of plainAtoms(text.slice(end, match.index))) found.push(atom);
    found.push({ type: "code", text: match[1]?.replace(/^\n/u, "") ?? match[2] ?? "" });
    end = match.index + match[0].length;
  }
  return found.concat(plainAtoms(text.slice(end)));
}

function plainAtoms(text: string): Atom[] {
  return linked(text).flatMap<Atom>((part) =>
    part.href === null ? part.text.split("") : [{ type: "link", text: part.text, href: part.href }],
  );
}

/** `open`: the marks around these atoms; none of them opens once more inside itself. */
function emphasised(units: readonly Atom[], open: readonly Mark[]): MarkupNode[] {
  const nodes: MarkupNode[] = [];
  const closes = new Closings(units);
  for (let at = 0; at < units.length; at += 1) {
    const unit = units[at] ?? "";
    const close = isMark(unit) && !open.includes(unit) ? closes.of(at, unit) : -1;
    if (close < 0) {
      append(nodes, unit);
      continue;
    }
    const mark = unit as Mark;
    nodes.push({ type: MARKS[mark], children: emphasised(units.slice(at + 1, close), [...open, mark]) });
    at = close;
  }
  return nodes;
}

function append(nodes: MarkupNode[], unit: Atom): void {
  const last = nodes.at(-1);
  if (typeof unit !== "string") nodes.push(unit);
  else if (last?.type === "text") last.text += unit;
  else nodes.push({ type: "text", text: unit });
}

/** Where marks close: they must hug their words and stay in their line. */
class Closings {
  /** Up to here a mark is known not to close: a wall of stars is walked once. */
  private readonly hopeless = new Map<Mark, number>();

  constructor(private readonly units: readonly Atom[]) {}

  /** Of the mark that stands at `at`, or -1. */
  of(at: number, mark: Mark): number {
    if (!this.opens(at, mark) || at < (this.hopeless.get(mark) ?? 0)) return -1;
    let index = at + 2;
    while (index < this.units.length && this.units[index] !== "\n") {
      if (this.ends(index, mark)) return index;
      index += 1;
    }
    this.hopeless.set(mark, index);
    return -1;
  }

  private opens(at: number, mark: Mark): boolean {
    const next = this.units[at + 1];
    return !isWord(this.units[at - 1]) && next !== undefined && !isSpace(next) && next !== mark;
  }

  private ends(index: number, mark: Mark): boolean {
    return this.units[index] === mark && !isSpace(this.units[index - 1]) && !isWord(this.units[index + 1]);
  }
}

function isMark(unit: Atom): unit is Mark {
  return typeof unit === "string" && unit in MARKS;
}

function isSpace(unit: Atom | undefined): boolean {
  return typeof unit === "string" && /\s/u.test(unit);
}

function isWord(unit: Atom | undefined): boolean {
  return typeof unit === "string" && /[\p{L}\p{N}]/u.test(unit);
}

/** The same text for one line: without its marks. */
export function plain(text: string): string {
  const flat = (nodes: readonly MarkupNode[]): string =>
    nodes.map((node) => ("children" in node ? flat(node.children) : node.text)).join("");
  return flat(markup(text));
}
