import "../ui/layers.css";
import "../ui/base.css";
import "../ui/forcedColors.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { LanguageProvider, loadLanguage } from "./i18n/language";
import { Page } from "./Page";

async function start(root: HTMLElement): Promise<void> {
  const language = await loadLanguage();
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider language={language}>
        <Page />
      </LanguageProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root !== null) void start(root);
