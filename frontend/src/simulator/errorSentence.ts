import { ApiError } from "../protocol/rest/request";
import type { Sentences } from "./i18n/en";

/** What to show when something that was asked for did not happen. */
export function errorSentence(error: unknown, t: Sentences): string {
  return error instanceof ApiError ? error.sentence || t.notSent : t.noAnswer;
}
