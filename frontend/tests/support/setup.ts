/** Before every test file; most of them have no page. */
import { afterEach } from "vitest";

if (typeof document !== "undefined") {
  const { cleanup } = await import("@testing-library/react");
  const { fakePage } = await import("./page");
  // Before the sources are imported: some ask at once what the browser can do.
  fakePage();
  afterEach(() => {
    cleanup();
    localStorage.clear();
  });
}
