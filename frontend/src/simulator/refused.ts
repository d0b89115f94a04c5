import { ApiError } from "../api";

/** What to show when something that was asked for did not happen. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.sentence : "The server does not answer.";
}
