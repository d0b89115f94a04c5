/** Before every test file; most of them have no page. */
import { afterEach } from "vitest";

if (typeof document !== "undefined") {
  const { cleanup, configure } = await import("@testing-library/react");
  const { fakePage } = await import("./page");
  // Before the sources are imported: some ask at once what the browser can do.
  fakePage();
  // What is loaded when it is first opened comes after a second on a busy machine.
  configure({ asyncUtilTimeout: 20_000 });
  afterEach(() => {
    cleanup();
    localStorage.clear();
  });
}

// Those of Node are heard in all of its threads: a file's are its own, as a browser's profile is.
const here = crypto.randomUUID();
const Shared = globalThis.BroadcastChannel;
globalThis.BroadcastChannel = class extends Shared {
  constructor(name: string) {
    super(`${here} ${name}`);
  }
};
