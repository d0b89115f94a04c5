/** Which of the languages that there are a reader gets. */
import { expect, test } from "vitest";
import { chooseLanguage } from "../../src/ui/chooseLanguage";

const en = { code: "en" };
const de = { code: "de" };
const ptBr = { code: "pt-BR" };

test.each([
  [["de-AT", "en"], de],
  [["fr", "en-GB", "de"], en],
  [["pt-BR"], ptBr],
  [["pt"], en],
  [["fr"], en],
  [[""], en],
  [[], en],
])("who prefers %o reads %o", (preferred, language) => {
  expect(chooseLanguage(preferred, [en, de, ptBr])).toBe(language);
});
