import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../ui/base.css";
import "./shell/console.css";
import "./shell/bars.css";
import "./list/list.css";
import "./thread/thread.css";
import "./bubble/Bubble.css";
import "./bubble/media/Media.css";
import "./composer/composer.css";
import "./details/details.css";
import "../ui/Popover.css";
import "../ui/Modal.css";
import { applyTheme, storedTheme } from "../ui/theme";
import { App } from "./shell/App";

applyTheme(storedTheme());
const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
