/** What a provider's refusal of a message says, and whether another try is a good idea. Pure. */
import type { Failure } from "../resources";

/** The codes whose advice is not to write this customer again for now, or to leave WhatsApp for it: providers
 * count what is sent nevertheless against the number. tests/pure/project
 * holds the list to the server's catalogues. */
const BETTER_NOT: ReadonlySet<string> = new Set([
  // Meta's
  "130472", "131049", "131050",
  // Twilio's
  "21610", "63014", "63033", "63049",
]);

/** Sending it again stays possible, but is nothing to be suggested. */
export function isBetterNotSentAgain(code: string): boolean {
  return BETTER_NOT.has(code);
}

/** One sentence a line: providers' ones come with and without a full stop. */
export function reasonLines({ code, title, detail, action }: Failure): string[] {
  const first = [title, code && `(${code})`].filter(Boolean).join(" ");
  return [...new Set([first, detail, action])].filter((line) => line !== "");
}
