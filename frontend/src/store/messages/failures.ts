/** What a provider's refusal of a message says, and whether another try is a good idea. Pure. */
import type { Message } from "../../protocol";
import type { Failure } from "../../protocol/decoders";

/** The codes whose advice is not to write this customer again for now, or to leave WhatsApp for it: providers
 * count what is sent nevertheless against the number. tests/pure/project
 * holds the list to the server's catalogues. */
const ADVISED_AGAINST: ReadonlySet<string> = new Set([
  // Meta's
  "130472",
  "131049",
  "131050",
  // Twilio's
  "21610",
  "63014",
  "63033",
  "63049",
]);

/** Sending it again stays possible, but is nothing to be suggested. */
export function isAdvisedAgainst(code: string): boolean {
  return ADVISED_AGAINST.has(code);
}

export type Remedy = "resend" | "anyway" | "template" | "hold";

/** What is offered for a message that failed. `isClosed`: only templates go out now. */
export function remedies({
  kind,
  code,
  isClosed,
}: Pick<Message, "kind"> & { code: string; isClosed: boolean }): readonly Remedy[] {
  const isBetterNot = isAdvisedAgainst(code);
  if (!isClosed || kind === "template") return [isBetterNot ? "anyway" : "resend"];
  // The same text would be refused for the closed window; another message to them now is what the code advises against.
  const template: Remedy[] = isBetterNot ? [] : ["template"];
  return kind === "text" ? [...template, "hold"] : template;
}

/** One sentence a line: providers' ones come with and without a full stop. */
export function reasonLines({ code, title, detail, action }: Failure): string[] {
  const first = [title, code && `(${code})`].filter(Boolean).join(" ");
  return [...new Set([first, detail, action])].filter((line) => line !== "");
}
