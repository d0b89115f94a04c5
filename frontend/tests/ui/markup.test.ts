import { describe, expect, test } from "vitest";
import { markup, plain, type MarkupNode } from "../../src/ui/text/markup";

/** `b(…)`, `i(…)`, `s(…)`, `c(…)`, `a(…)`: short enough to read. */
function drawn(nodes: readonly MarkupNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.text;
      if (node.type === "code") return `c(${node.text})`;
      return node.type === "link" ? `a(${node.href})` : `${node.type[0]}(${drawn(node.children)})`;
    })
    .join("");
}

describe("WhatsApp's markup", () => {
  test.each([
    ["plain", "Hello", "Hello"],
    ["nothing", "", ""],
    ["each mark", "*a* _b_ ~c~ `d`", "b(a) i(b) s(c) c(d)"],
    ["inside each other", "*very _very_ good*", "b(very i(very) good)"],
    ["not inside words", "2*3*4 snake_case_name", "2*3*4 snake_case_name"],
    ["marks hug their words", "* a * and *b *", "* a * and *b *"],
    ["within one line", "*a\nb*", "*a\nb*"],
    ["punctuation may follow", "(*a*), *b*!", "(b(a)), b(b)!"],
    ["unclosed", "*a _b", "*a _b"],
    ["empty", "** __ ~~ ``", "** __ ~~ ``"],
    ["code keeps its stars", "`*a*` ```\n*b*\nc```", "c(*a*) c(*b*\nc)"],
    ["addresses keep their lines", "https://x.example/a_b_c and _d_", "a(https://x.example/a_b_c) and i(d)"],
    ["a bold address", "*https://x.example*", "b(a(https://x.example))"],
    ["not the same mark twice", "*a *b* c*", "b(a *b) c*"],
    ["other scripts", "*مرحبا* é*x*", "b(مرحبا) é*x*"],
    ["pictures beside marks", "😀*a*😀", "😀b(a)😀"],
    ["never markup of pages", "<b>a</b> javascript:alert(1)", "<b>a</b> javascript:alert(1)"],
  ])("%s", (_, text, expected) => {
    expect(drawn(markup(text))).toBe(expected);
  });

  test("a wall of stars is read in no time", () => {
    const began = performance.now();
    markup("*a _b ~c ".repeat(20_000));
    // Walked once per mark it takes milliseconds, walked from every mark minutes.
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test("for one line, without its marks", () => {
    expect(plain("*a* _b ~c~_ `d`")).toBe("a b c d");
  });
});
