/** The language of the phone page. One more is one entry of `LANGUAGES`: a catalogue with English's keys. */
import { createContext, use, type ReactNode } from "react";
import { chooseLanguage } from "../../ui/chooseLanguage";
import { setPageLanguage } from "../../ui/pageLanguage";
import { en, type Sentences } from "./en";

interface Language {
  /** BCP 47. */
  readonly code: string;
  readonly sentences: () => Promise<Sentences>;
}

const LANGUAGES: readonly [Language, ...Language[]] = [{ code: "en", sentences: () => Promise.resolve(en) }];

const LanguageContext = createContext<Sentences | null>(null);

/** Load what the reader of this page prefers, and tell the page which language it is. */
export async function loadLanguage(): Promise<Sentences> {
  const { code, sentences } = chooseLanguage(navigator.languages, LANGUAGES);
  setPageLanguage(code);
  return sentences();
}

export function LanguageProvider({ language, children }: { language: Sentences; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

/** The sentences of the phone page. */
export function useT(): Sentences {
  const language = use(LanguageContext);
  if (language === null) throw new Error("no LanguageProvider above");
  return language;
}
