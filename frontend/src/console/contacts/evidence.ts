/** What speaks for two contacts being one person. Pure. */
import type { Contact } from "../../protocol";

/** Digits of a number that a country code or a spelling does not change. */
const SAME_DIGITS = 8;

export type Evidence = "sameName" | "similarName" | "sameUsername" | "sameNumber";

export function evidenceFor(one: Contact, other: Contact): Evidence[] {
  const found: Evidence[] = [];
  const [first, second] = [words(one.name), words(other.name)];
  if (first.length > 0 && first.join(" ") === second.join(" ")) found.push("sameName");
  else if (first.some((word) => word.length > 1 && second.includes(word))) found.push("similarName");
  if (one.username !== "" && one.username.toLowerCase() === other.username.toLowerCase())
    found.push("sameUsername");
  const numbers = new Set(endings(one));
  if (endings(other).some((number) => numbers.has(number))) found.push("sameNumber");
  return found;
}

function words(name: string): string[] {
  return name.normalize("NFKC").toLowerCase().split(/\s+/u).filter(Boolean).toSorted();
}

function endings({ addresses }: Contact): string[] {
  const phones = addresses.filter(({ kind, value }) => kind === "phone" && value.length >= SAME_DIGITS);
  return phones.map(({ value }) => value.slice(-SAME_DIGITS));
}
