/**
 * The language of the console: which there are, which one is chosen, and how components say something in it.
 *
 * A language is one entry of `LANGUAGES`: a catalogue with English's keys, and one more for the dialogs, which are
 * loaded when they are needed.
 */
import { createContext, use, type ReactNode } from "react";
import { UnsavedWordsContext } from "../../ui/components/unsaved";
import type { DialogSentences } from "./dialogs.en";
import { en, type Sentences } from "./en";

export interface Language {
  /** BCP 47. */
  readonly code: string;
  readonly sentences: () => Promise<Sentences>;
  readonly dialogs: () => Promise<DialogSentences>;
}

const ENGLISH: Language = {
  code: "en",
  // Part of the first bundle: most agents read it, and nobody waits for it.
  sentences: () => Promise.resolve(en),
  dialogs: async () => (await import("./dialogs.en")).dialogs,
};

export const LANGUAGES: readonly [Language, ...Language[]] = [ENGLISH];

interface LoadedLanguage {
  readonly sentences: Sentences;
  /** Asked for once; the same promise for as long as the page lives. */
  readonly dialogs: () => Promise<DialogSentences>;
}

const LanguageContext = createContext<LoadedLanguage | null>(null);

/** Load what the first screen says. */
export async function loadLanguage({ sentences, dialogs }: Language): Promise<LoadedLanguage> {
  let asked: Promise<DialogSentences> | undefined;
  // Without a network they do not come: asked for again by the next dialog.
  const forget = (error: unknown): never => {
    asked = undefined;
    throw error;
  };
  return { sentences: await sentences(), dialogs: () => (asked ??= dialogs().catch(forget)) };
}

export function LanguageProvider({ language, children }: { language: LoadedLanguage; children: ReactNode }) {
  return (
    <LanguageContext value={language}>
      <UnsavedWordsContext value={language.sentences.unsaved}>{children}</UnsavedWordsContext>
    </LanguageContext>
  );
}

function useLanguage(): LoadedLanguage {
  const language = use(LanguageContext);
  if (language === null) throw new Error("no LanguageProvider above");
  return language;
}

/** The sentences of the console. */
export function useT(): Sentences {
  return useLanguage().sentences;
}

/** Fetches the sentences of the dialogs. */
export function useDialogLoader(): () => Promise<DialogSentences> {
  return useLanguage().dialogs;
}

/** The sentences of the dialogs; suspends until they are there. */
export function useDialogT(): DialogSentences {
  return use(useLanguage().dialogs());
}
