/** Why a message of this browser was not taken, in the words of the server or, for what only we know, in ours. */
import { FILE_GONE } from "../../store/sending/sending";
import type { Refusal } from "../../store/state/pending";
import { t } from "../i18n/en";

export function refusalSentence({ code, sentence }: Refusal): string {
  return code === FILE_GONE ? t.bubble.fileGone : sentence;
}
