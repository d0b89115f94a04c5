/** What a provider's refusal of a message says, and whether another try is a good idea. Pure. */
import type { Message } from "../../protocol";
import type { Advice, Failure } from "../../protocol/decoders";

/** Not sent because somebody wanted it so, or because something else went in its place: nothing to be alarmed about. */
const CALM: ReadonlySet<string> = new Set(["cancelled", "replaced"]);

export function isCalm(error: Pick<Failure, "code"> | null): boolean {
  return error !== null && CALM.has(error.code);
}

/** A template went in its place: sent again, the customer would read the same twice. */
const REPLACED = "replaced";

export type Remedy = "resend" | "anyway" | "template" | "hold";

interface Failed extends Pick<Message, "kind">, Pick<Failure, "code"> {
  advice: Advice;
  isClosed: boolean;
}

/** What is offered for a message that failed. `isClosed`: only templates go out now. */
export function remedies({ kind, code, advice, isClosed }: Failed): readonly Remedy[] {
  if (code === REPLACED) return [];
  // Sending it again stays possible, but is nothing to be suggested: it counts against the number.
  const isBetterNot = advice === "do_not_write";
  if (!isClosed || kind === "template") return [isBetterNot ? "anyway" : "resend"];
  // The same text would be refused for the closed window; another message to them now is what is advised against.
  const template: Remedy[] = isBetterNot ? [] : ["template"];
  return kind === "text" ? [...template, "hold"] : template;
}

/** One sentence a line: providers' ones come with and without a full stop. */
export function reasonLines({ code, title, detail, action }: Omit<Failure, "advice">): string[] {
  const first = [title, code && `(${code})`].filter(Boolean).join(" ");
  return [...new Set([first, detail, action])].filter((line) => line !== "");
}
