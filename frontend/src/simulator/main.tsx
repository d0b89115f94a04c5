import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./Page";
import "../ui/base.css";
import "./simulator.css";
import "./panel/Panel.css";

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
