/** What a provider's refusal of a message says, and whether another try is a good idea. Pure. */
import type { Message } from "../../protocol";
import type { Advice, Failure } from "../../protocol/decoders";

export type Remedy = "resend" | "anyway" | "template" | "hold";

/** What is offered for a message that failed. `isClosed`: only templates go out now. */
export function remedies({
  kind,
  advice,
  isClosed,
}: Pick<Message, "kind"> & { advice: Advice; isClosed: boolean }): readonly Remedy[] {
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
