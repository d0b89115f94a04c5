/** The first language that a reader prefers and that there is; else the first of all. Codes are BCP 47. */
export function chooseLanguage<L extends { readonly code: string }>(
  preferred: readonly string[],
  languages: readonly [L, ...L[]],
): L {
  for (const wanted of preferred) {
    const primary = wanted.split("-")[0];
    const found =
      languages.find(({ code }) => code === wanted) ?? languages.find(({ code }) => code === primary);
    if (found) return found;
  }
  return languages[0];
}
