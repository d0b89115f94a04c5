/** Times, names and sizes as people read them. Pure; the locale and time zone are the browser's. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const withYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const relativeDay = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** Whole calendar days between two instants, in local time: 0 today, 1 yesterday. */
export function daysAgo(instant: Date, now: Date): number {
  const midnight = (date: Date): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(instant)) / DAY_MS);
}

/** The local calendar day, as a key. */
export function localDay(instant: string): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function clockTime(instant: string): string {
  return clock.format(new Date(instant));
}

/** To the second: for a timeline. */
export function exactTime(instant: string): string {
  return exact.format(new Date(instant));
}

/** 3 Mar 2026, 14:05 */
export function fullTime(instant: string): string {
  return minute.format(new Date(instant));
}

/** For a list row: 14:05 · Yesterday · Mon · 3 Mar · 3 Mar 2024 */
export function listTime(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysAgo(date, now);
  if (days <= 0) return clock.format(date);
  if (days === 1) return capital(relativeDay.format(-1, "day"));
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? dayMonth : withYear).format(date);
}

/** A time to come: 14:05 · Tue 09:00 · 3 Mar 09:00 */
export function soonTime(instant: Date, now: Date): string {
  const days = -daysAgo(instant, now);
  if (days === 0) return clock.format(instant);
  return `${(days < 7 ? weekday : dayMonth).format(instant)} ${clock.format(instant)}`;
}

/** For a day separator: Today · Yesterday · Monday, 3 March · 3 Mar 2024 */
export function dayName(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysAgo(date, now);
  if (days === 0 || days === 1) return capital(relativeDay.format(-days, "day"));
  return (date.getFullYear() === now.getFullYear() ? fullDay : withYear).format(date);
}

/** 3 March 2026, whichever year it is. */
export function fullDate(instant: string): string {
  return longDay.format(new Date(instant));
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** 4 s · 12 min · 3 h · 2 d */
export function span(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}

/** How many minutes of the local day are over, the one that has begun included. */
export function minutesOfDay(now: Date): number {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  return Math.max(1, Math.ceil((now.getTime() - midnight) / MINUTE_MS));
}

/** How long the local day still lasts; a day may have 23 or 25 hours. */
export function msToMidnight(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
}

export type WaitLevel = "short" | "long" | "too-long";

/** Whether somebody has waited long, by limits in minutes. */
export function waitLevel(ms: number, amber: number, red: number): WaitLevel {
  if (ms > red * MINUTE_MS) return "too-long";
  return ms > amber * MINUTE_MS ? "long" : "short";
}

export type WindowState = { level: "open" | "closing" | "closed"; left: number };

/**
 * The service window now. That it was `open` is the server's word of some time ago, `closes_at` stays true;
 * that it is closed stays true until the customer writes, whatever this browser's clock says.
 */
export function windowState(
  { open, closes_at }: { open: boolean; closes_at: string | null },
  now: number,
): WindowState {
  const left = open && closes_at !== null ? Date.parse(closes_at) - now : 0;
  if (left <= 0) return { level: "closed", left: 0 };
  return { level: left > 4 * HOUR_MS ? "open" : "closing", left };
}

/** Two letters for an avatar; a phone number gives its last two digits. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}]/u.test(word));
  if (words.length === 0) return name.replaceAll(/\D/g, "").slice(-2) || "?";
  const picked = words.length === 1 ? [words[0]] : [words[0], words.at(-1)];
  return picked.map((word) => firstLetter(word ?? "")).join("");
}

/** The first of the initials, where there is room for one. */
export function initial(name: string): string {
  const letters = initials(name);
  return firstLetter(letters) || letters.slice(0, 1);
}

function firstLetter(word: string): string {
  return (/\p{L}\p{M}*/u.exec(word)?.[0] ?? "").toLocaleUpperCase();
}

/** A steady hue (degrees) for an id. */
export function hue(id: number): number {
  return Math.round((id * 137.508) % 360);
}

/** A contact's address as people read it: phone numbers with their plus. */
export function addressText({ kind, value }: { kind: string; value: string }): string {
  return kind === "phone" && /^\d+$/.test(value) ? `+${value}` : value;
}

/** The address to show when there is room for one: the phone number, if there is any that they did not leave. */
export function mainAddress<A extends { kind: string; left?: boolean }>(
  addresses: readonly A[],
): A | undefined {
  const current = addresses.filter(({ left }) => left !== true);
  return current.find(({ kind }) => kind === "phone") ?? current[0] ?? addresses[0];
}

/** What a contact is called: the name, else how they are reached. */
export function contactName(contact: {
  name: string;
  addresses: readonly { kind: string; value: string; left?: boolean }[];
}): string {
  const address = mainAddress(contact.addresses);
  return contact.name || (address ? addressText(address) : "?");
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** 0:07 · 12:03 */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** An amount in a currency of ISO 4217, else with whatever stands there. */
export function money(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);
  } catch {
    return `${amount} ${currency}`.trim();
  }
}

const SENTENCE = new Set(".,;:!?'’”»…。，、！？；：」』）】");
const PAIRS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const MARKS = new Set("*_~");

/** The address without what belongs to the sentence: its punctuation, a bracket or a mark that was opened before. */
function trimmed(address: string, before: string): string {
  const characters = Array.from(address);
  const counts = new Map<string, number>();
  for (const one of characters) counts.set(one, (counts.get(one) ?? 0) + 1);
  const count = (one: string): number => counts.get(one) ?? 0;
  const isForeign = (one: string): boolean => {
    const opening = PAIRS[one];
    if (opening !== undefined) return count(one) > count(opening);
    return SENTENCE.has(one) || (MARKS.has(one) && opens(before, one));
  };
  for (let last = characters.at(-1); last !== undefined && isForeign(last); last = characters.at(-1)) {
    characters.pop();
    counts.set(last, count(last) - 1);
  }
  return characters.join("");
}

/** What stands in the line before an address, without the addresses in it. */
function lastLine(parts: readonly TextPart[], before: string): string {
  const words = parts.map(({ text, href }) => (href === null ? text : "x")).join("") + before;
  return words.slice(words.lastIndexOf("\n") + 1);
}

function opens(before: string, mark: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}])[${mark}](?=\\S|$)`, "u").test(before);
}

export type TextPart = { text: string; href: string | null };

/** In whatever case; without its scheme where it begins as addresses do. */
const ADDRESS = /(?:https?:\/\/|(?<![\p{L}\p{N}@./_-])www\.(?=[\p{L}\p{N}]))[^\s<>"]+/giu;
/** A scheme alone, or "www." without a name and its domain. */
const NO_ADDRESS = /^(?:https?:\/\/|www\.[^./]*\.?)$/iu;

/** Text cut at its web addresses; nothing else ever becomes a link. */
export function linked(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const before = text.slice(end, match.index);
    const address = trimmed(match[0], lastLine(parts, before));
    if (NO_ADDRESS.test(address)) continue;
    if (before !== "") parts.push({ text: before, href: null });
    parts.push({ text: address, href: /^www/iu.test(address) ? `https://${address}` : address });
    end = match.index + address.length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), href: null });
  return parts;
}
