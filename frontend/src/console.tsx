import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/base.css";
import "./styles/console.css";
import "./styles/bars.css";
import "./styles/list.css";
import "./styles/thread.css";
import "./styles/bubbles.css";
import "./styles/media.css";
import "./styles/composer.css";
import "./styles/details.css";
import "./styles/pop.css";
import "./styles/dialog.css";
import { applyTheme, storedTheme } from "./theme";
import { App } from "./views/App";

applyTheme(storedTheme());
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<StrictMode><App /></StrictMode>);
