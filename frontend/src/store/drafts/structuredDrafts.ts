/** Places and contact cards from what was typed. Pure. */
import type { Body } from "../state/pending";

type Structured = Pick<Body, "kind" | "content" | "payload">;

export interface PlaceDraft {
  readonly latitude: string;
  readonly longitude: string;
  readonly name: string;
  readonly address: string;
}

/** Both numbers out of "52.5163, 13.3777", as maps hand them out. */
export function coordinates(pasted: string): Pick<PlaceDraft, "latitude" | "longitude"> | null {
  // Digits, one comma, digits: more likely a decimal comma.
  if (/^\s*-?\d+,\d+\s*$/u.test(pasted)) return null;
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/u.exec(pasted);
  return found ? { latitude: found[1] ?? "", longitude: found[2] ?? "" } : null;
}

function degrees(text: string, most: number): number | null {
  const plain = text.trim().replace(",", ".");
  const value = /^-?\d{1,3}(\.\d+)?$/u.test(plain) ? Number(plain) : Number.NaN;
  return Math.abs(value) <= most ? value : null;
}

/** Null while something is missing or wrong. */
export function placeBody(draft: PlaceDraft): Structured | null {
  const latitude = degrees(draft.latitude, 90);
  const longitude = degrees(draft.longitude, 180);
  if (latitude === null || longitude === null) return null;
  const name = draft.name.trim();
  const address = draft.address.trim();
  const location = { latitude, longitude, ...(name !== "" && { name }), ...(address !== "" && { address }) };
  return { kind: "location", content: name || address || `${latitude}, ${longitude}`, payload: { location } };
}

export interface CardDraft {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly company: string;
}

/** Null while something is missing. */
export function cardBody(draft: CardDraft): Structured | null {
  const [name, phone, email, company] = [
    draft.name.trim(),
    draft.phone.trim(),
    draft.email.trim(),
    draft.company.trim(),
  ];
  if (name === "" || phone.replaceAll(/\D/gu, "").length < 5) return null;
  const [first = name] = name.split(/\s+/u);
  const card = {
    name: { formatted_name: name, first_name: first },
    phones: [{ phone, type: "CELL" }],
    ...(email !== "" && { emails: [{ email, type: "WORK" }] }),
    ...(company !== "" && { org: { company } }),
  };
  return { kind: "contacts", content: name, payload: { contacts: [card] } };
}
