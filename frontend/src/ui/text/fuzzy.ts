/** How well what was typed fits a text. Pure. */

/** Without case and accents. */
export function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}

const LETTER = 1;
/** On the letter before, and at the beginning of a word. */
const GOES_ON = 3;
const WORD = 4;
const WHOLE = 8;

/** Higher is better; null: not all of its letters are there, in their order. Every word that was typed counts. */
export function fuzzyScore(typed: string, text: string): number | null {
  const asked = folded(typed).split(/\s+/u).filter(Boolean);
  const within = folded(text);
  let sum = 0;
  for (const word of asked) {
    const score = wordScore(word, within);
    if (score === null) return null;
    sum += score;
  }
  // Of two that fit as well the shorter one is meant.
  return sum - within.length / 1000;
}

function wordScore(word: string, text: string): number | null {
  const whole = wholeScore(word, text);
  return whole ?? letterScore(word, text);
}

/** The word as it is, best at the beginning of one. */
function wholeScore(word: string, text: string): number | null {
  let best: number | null = null;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const score = WHOLE + word.length * GOES_ON + (isStart(text, at) ? WORD : 0);
    best = Math.max(best ?? 0, score);
  }
  return best;
}

/** Its letters one after the other, from the beginning of a word: "sre" is in "Send and resolve". */
function letterScore(word: string, text: string): number | null {
  let score = 0;
  let at = -1;
  for (const letter of word) {
    const next = nextPlace(letter, text, at + 1);
    if (next < 0) return null;
    score += LETTER + (next === at + 1 ? GOES_ON : 0) + (isStart(text, next) ? WORD : 0);
    at = next;
  }
  return score;
}

/** The next beginning of a word with this letter, where it is near; else the next place at all. */
function nextPlace(letter: string, text: string, from: number): number {
  if (text[from] === letter) return from;
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isStart(text, at)) return at;
  }
  return text.indexOf(letter, from);
}

function isStart(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? " ");
}
