/** Computed styles as far as anything here reads them.
 *
 * jsdom's own compare each element with the browser's whole stylesheet, anew after every change of the page: of a
 * test that looks for roles that is most of the work. No stylesheet of ours is loaded here: what a style is
 * comes from the element's kind, its attributes and its own `style`. */

const DISPLAY: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["none", "area base datalist head link meta noscript param rp script style template title"],
    [
      "block",
      "html body address blockquote center dialog div figure figcaption footer form header hr legend",
    ],
    ["block", "main p pre search article aside h1 h2 h3 h4 h5 h6 hgroup nav section dd dl dt menu ol ul"],
    ["block", "details fieldset optgroup option"],
    ["list-item", "li summary"],
    ["inline-block", "button input meter progress select textarea"],
    ["table", "table"],
    ["table-cell", "td th"],
    ["table-row", "tr"],
  ].flatMap(([display = "", names = ""]) => names.split(" ").map((name) => [name, display])),
);

function displayOf(element: HTMLElement): string {
  if (element.style.display) return element.style.display;
  const name = element.localName;
  const isGone =
    element.hidden ||
    element.hasAttribute("popover") ||
    (name === "dialog" && !element.hasAttribute("open")) ||
    (name === "input" && element.getAttribute("type") === "hidden");
  if (isGone) return "none";
  return DISPLAY[name] ?? "inline";
}

/** Of a property that children have from their parents. */
function inherited(element: Element | null, name: "visibility" | "pointerEvents", initial: string): string {
  for (let each = element; each; each = each.parentElement) {
    const own = (each as HTMLElement).style[name];
    if (own) return own;
  }
  return initial;
}

const CAMEL = /-([a-z])/gu;

function valueOf(element: HTMLElement, name: string): string {
  if (name === "display") return displayOf(element);
  if (name === "visibility") return inherited(element, name, "visible");
  if (name === "pointerEvents") return inherited(element, name, "auto");
  return Reflect.get(element.style, name) as string;
}

/** Let `getComputedStyle` answer from the element and its ancestors alone. */
export function fakeStyles(): void {
  window.getComputedStyle = (element) => {
    const page = element as HTMLElement;
    const getPropertyValue = (name: string): string =>
      valueOf(
        page,
        name.replace(CAMEL, (_, letter: string) => letter.toUpperCase()),
      ) ?? "";
    return new Proxy(page.style, {
      get: (_, name) => (name === "getPropertyValue" ? getPropertyValue : valueOf(page, name as string)),
    });
  };
}
