import { ApiError } from "../protocol/rest/request";

/** What to show when something that was asked for did not happen. */
export function errorSentence(error: unknown): string {
  return error instanceof ApiError ? error.sentence : "The server does not answer.";
}
