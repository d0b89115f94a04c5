/** What was done today. */
import type { components } from "../api.gen";
import { nullable, number, object, type Decoded } from "../decode";
import type { Described } from "../decoders";
import { call } from "./request";

export const decodeFigures = object({
  answered: number,
  resolved: number,
  first_reply_seconds: nullable(number),
});

export type Figures = Described<components["schemas"]["Figures"], Decoded<typeof decodeFigures>>;

/** By everybody in the agent's inboxes, in the last so many minutes. */
export function getFigures(minutes: number, signal?: AbortSignal): Promise<Figures> {
  return call(`/api/figures/?minutes=${minutes}`, { decode: decodeFigures, ...(signal && { signal }) });
}
