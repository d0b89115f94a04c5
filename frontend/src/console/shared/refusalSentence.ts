/** Why a message of this browser was not taken, in the words of the server or, for what only we know, in ours. */
import { FILE_GONE } from "../../store/sending/sending";
import type { Refusal } from "../../store/state/pending";
import type { Sentences } from "../i18n/en";

export function refusalSentence({ code, sentence }: Refusal, t: Sentences): string {
  return code === FILE_GONE ? t.bubble.fileGone : sentence;
}
