/** Another language is another catalogue: components speak it. */
// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { dialogs } from "../../src/console/i18n/dialogs.en";
import { en } from "../../src/console/i18n/en";
import {
  LanguageProvider,
  loadLanguage,
  useDialogT,
  useT,
  type Language,
} from "../../src/console/i18n/language";

const GERMAN: Language = {
  code: "de",
  sentences: async () => ({ ...en, product: "Kundenkonsole" }),
  dialogs: async () => ({ ...dialogs, close: "Schließen" }),
};
function Title() {
  return <h1>{useT().product}</h1>;
}

function CloseButton() {
  return <button type="button">{useDialogT().close}</button>;
}

test("components speak the chosen language", async () => {
  const language = await loadLanguage(GERMAN);
  render(
    <LanguageProvider language={language}>
      <Title />
    </LanguageProvider>,
  );
  expect(screen.getByRole("heading").textContent).toBe("Kundenkonsole");
});

test("the sentences of dialogs come when a dialog does", async () => {
  const language = await loadLanguage(GERMAN);
  await act(async () =>
    render(
      <LanguageProvider language={language}>
        <Suspense>
          <CloseButton />
        </Suspense>
      </LanguageProvider>,
    ),
  );
  expect(screen.getByRole("button").textContent).toBe("Schließen");
});

test("a catalogue is asked for once", async () => {
  let asked = 0;
  const language = await loadLanguage({
    ...GERMAN,
    dialogs: async () => {
      asked += 1;
      return dialogs;
    },
  });
  await Promise.all([language.dialogs(), language.dialogs()]);
  expect(asked).toBe(1);
});

test("without a provider the mistake has a name", () => {
  expect(() => render(<Title />)).toThrow("no LanguageProvider above");
});
