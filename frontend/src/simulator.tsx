import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./simulator/Page";
import "./styles/base.css";
import "./simulator/simulator.css";
import "./simulator/panel.css";

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
