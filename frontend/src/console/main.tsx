import "../ui/layers.css";
import "../ui/base.css";
import "../ui/forcedColors.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { chooseLanguage } from "../ui/chooseLanguage";
import { setPageLanguage } from "../ui/pageLanguage";
import { applyTheme, storedTheme } from "../ui/theme";
import { LANGUAGES, LanguageProvider, loadLanguage } from "./i18n/language";
import { App } from "./shell/App";
import { makeInstallable } from "./shell/installable";

async function start(root: HTMLElement): Promise<void> {
  const chosen = chooseLanguage(navigator.languages, LANGUAGES);
  setPageLanguage(chosen.code);
  const language = await loadLanguage(chosen);
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider language={language}>
        <App />
      </LanguageProvider>
    </StrictMode>,
  );
}

applyTheme(storedTheme());
const root = document.getElementById("root");
if (root !== null) void start(root).then(makeInstallable);
