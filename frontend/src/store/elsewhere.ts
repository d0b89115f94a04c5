/** The conversation that a refusal names, as the one with this customer that goes on. */
import type { Id } from "../protocol";
import { attempt, number, object } from "../protocol/decode";
import { ApiError } from "../protocol/rest/request";

const decodeElsewhere = object({ conversation: number });

export function elsewhere(error: unknown): Id | null {
  if (!(error instanceof ApiError) || error.code !== "already_open") return null;
  return attempt(decodeElsewhere, error.body)?.conversation ?? null;
}
