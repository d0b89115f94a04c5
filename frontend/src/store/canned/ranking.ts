/** Which canned responses are offered for what is typed, and in which order. Pure. */
import { SCOPES, type CannedResponse } from "../../protocol/canned";

export interface Typed {
  /** Where the slash stands. */
  readonly start: number;
  readonly end: number;
  /** What follows it. */
  readonly query: string;
}

/** The slash at the start of the word in which the caret is; null: there is none. */
export function typedSlash(text: string, caret: number): Typed | null {
  const found = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, end: caret, query };
}

/** The best first: how well it fits, how often this inbox uses it, and of equals the nearer one. */
export function ranked(rows: readonly CannedResponse[], query: string): CannedResponse[] {
  const asked = folded(query);
  const found = rows.map((row) => ({ row, fit: fitOf(row, asked) })).filter(({ fit }) => fit !== null);
  const order = (one: (typeof found)[number]): readonly (number | string)[] => [
    one.fit ?? 0,
    -(one.row.uses ?? 0),
    SCOPES.indexOf(one.row.scope),
    one.row.shortcode,
  ];
  return found.toSorted((a, b) => compared(order(a), order(b))).map(({ row }) => row);
}

function compared(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? 0;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** 0 is best; null: it does not fit. */
function fitOf({ shortcode, title, content }: CannedResponse, asked: string): number | null {
  if (asked === "") return 1;
  if (shortcode === asked) return 0;
  if (shortcode.startsWith(asked)) return 1;
  if (beginsWord(`${shortcode} ${title}`, asked)) return 2;
  return folded(content).includes(asked) ? 3 : null;
}

function beginsWord(text: string, asked: string): boolean {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => word.startsWith(asked));
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}
