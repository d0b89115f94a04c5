/** What jsdom has no notion of: sizes, popovers, media, and what asks for them. */
import { vi } from "vitest";
import { fakeStyles } from "./styles";

const WINDOW_PX = 600;
const ROW_PX = 60;

/** Everything is on the screen; rows of a thread are low. */
function sizes(): void {
  const height = (element: Element): number =>
    element.classList.contains("thread-row") ? ROW_PX : WINDOW_PX;
  for (const name of ["offsetHeight", "clientHeight"]) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      get(this: HTMLElement) {
        return height(this);
      },
    });
  }
  for (const name of ["offsetWidth", "clientWidth"]) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => 400 });
  }
  Element.prototype.scrollTo = () => {};
  Element.prototype.scrollIntoView = () => {};
  Element.prototype.setPointerCapture = () => {};
}

/** Popovers that open by their button and close by script or Escape. */
function popovers(): void {
  const turn = (panel: HTMLElement, newState: "open" | "closed"): void => {
    for (const type of ["beforetoggle", "toggle"]) {
      panel.dispatchEvent(Object.assign(new Event(type), { newState, oldState: "" }));
    }
    panel.dataset["state"] = newState;
    panel.style.display = newState === "open" ? "block" : "";
  };
  document.addEventListener("click", ({ target, defaultPrevented }) => {
    if (defaultPrevented) return;
    const id = (target as Element).closest("[popovertarget]")?.getAttribute("popovertarget");
    const panel = id ? document.getElementById(id) : null;
    if (panel) turn(panel, panel.dataset["state"] === "open" ? "closed" : "open");
  });
  HTMLElement.prototype.hidePopover = function hidePopover(this: HTMLElement) {
    turn(this, "closed");
  };
}

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

let made = 0;

/** `matches`: media queries that hold; a mouse and a wide window unless told otherwise. */
export function fakePage(
  matches: (query: string) => boolean = (query) => query.includes("pointer: fine"),
): void {
  sizes();
  fakeStyles();
  popovers();
  vi.stubGlobal("ResizeObserver", NoObserver);
  vi.stubGlobal("IntersectionObserver", NoObserver);
  vi.stubGlobal("CSS", { supports: () => true, escape: String });
  vi.stubGlobal("matchMedia", (query: string) =>
    Object.assign(new EventTarget(), { matches: matches(query), media: query }),
  );
  URL.createObjectURL = () => `blob:${(made += 1)}`;
  URL.revokeObjectURL = () => {};
  HTMLMediaElement.prototype.play = async () => {};
  HTMLMediaElement.prototype.pause = () => {};
  document.hasFocus = () => true;
}
