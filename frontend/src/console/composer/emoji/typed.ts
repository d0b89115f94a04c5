/** Whether an emoji is looked for in a text. Pure. */

export interface TypedName {
  /** Where the colon stands. */
  readonly start: number;
  readonly end: number;
  readonly query: string;
}

/** One letter is too little: `:D` and `:p` are faces already. */
const TYPED = /(?:^|\s):(\p{L}[\p{L}\d_-]+)$/u;

/** The colon at the start of the word in which the caret is, with the beginning of a name; null: there is none. */
export function typedEmoji(text: string, caret: number): TypedName | null {
  const name = TYPED.exec(text.slice(0, caret))?.[1];
  if (name === undefined) return null;
  return { start: caret - name.length - 1, end: caret, query: name.replaceAll(/[_-]/gu, " ") };
}
