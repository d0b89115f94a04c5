/** Tells the page which language it is in, and so in which direction it is read. Codes are BCP 47. */

/** Written from right to left, unless the code names another script. */
const RIGHT_TO_LEFT = new Set(["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]);
const SCRIPTS: Readonly<Record<string, "ltr" | "rtl">> = {
  arab: "rtl",
  hebr: "rtl",
  latn: "ltr",
  cyrl: "ltr",
};

export function directionOf(code: string): "ltr" | "rtl" {
  const [primary = "", ...rest] = code.toLowerCase().split("-");
  const script = rest.map((part) => SCRIPTS[part]).find((direction) => direction !== undefined);
  return script ?? (RIGHT_TO_LEFT.has(primary) ? "rtl" : "ltr");
}

export function setPageLanguage(code: string): void {
  document.documentElement.lang = code;
  document.documentElement.dir = directionOf(code);
}
