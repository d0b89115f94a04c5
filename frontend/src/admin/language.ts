/** The language of the live change lists: that of the page, which Django has chosen. */
import { chooseLanguage } from "../ui/chooseLanguage";
import { en, type Sentences } from "./en";

interface Language {
  /** BCP 47. */
  readonly code: string;
  readonly sentences: Sentences;
}

// So few words that all languages are part of the one bundle.
const LANGUAGES: readonly [Language, ...Language[]] = [{ code: "en", sentences: en }];

export const { sentences: t } = chooseLanguage([document.documentElement.lang], LANGUAGES);
