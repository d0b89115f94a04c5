/** Components as the console shows them: in English, around the client of one logged-in agent. */
import type { ReactElement, ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { LanguageProvider } from "../../src/console/i18n/language";
import { dialogs } from "../../src/console/i18n/dialogs.en";
import { en } from "../../src/console/i18n/en";

// Settled, so that nothing suspends.
const DIALOGS = Object.assign(Promise.resolve(dialogs), { status: "fulfilled", value: dialogs });

export const ENGLISH = { sentences: en, dialogs: () => DIALOGS };

export function InEnglish({ children }: { children: ReactNode }) {
  return <LanguageProvider language={ENGLISH}>{children}</LanguageProvider>;
}

/** HTML, for what needs no browser. */
export function markup(element: ReactElement): string {
  return renderToStaticMarkup(<InEnglish>{element}</InEnglish>);
}
