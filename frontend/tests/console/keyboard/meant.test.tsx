/** Which conversation a key means. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { go } from "../../../src/console/shell/useRoute";
import { message, page } from "../../support/samples";
import { focused, row, shown, three } from "../../support/three";

beforeEach(() => go({ open: null, view: "all" }));

describe("a row that has the focus", () => {
  const noteBox = () => screen.findByRole("textbox", { name: "Note to colleagues" });

  test("is the one that `n` writes a note in, whatever is open", async () => {
    const { user } = await three();
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("n");
    await shown("Ana");
    expect(document.activeElement).toBe(await noteBox());
    act(() => row("Ana").focus());
    await user.keyboard("j");
    await focused("Ben");
    await user.keyboard("n");
    await shown("Ben");
    await waitFor(async () => expect(document.activeElement).toBe(await noteBox()));
  });

  test("is the one whose last message `i` tells about, once that is there", async () => {
    const { user, server } = await three();
    const loaded = Promise.withResolvers<object>();
    server.on("GET", /\/conversations\/8\/messages\//u, () => loaded.promise);
    server.on("GET", /\/timeline\/$/u, { results: [] });
    await user.keyboard("j{Enter}");
    await shown("Ana");
    await user.keyboard("j");
    await focused("Ben");
    await user.keyboard("i");
    await shown("Ben");
    expect(screen.queryByRole("dialog")).toBeNull();
    const last = message({ id: 31, conversation: 8, content: "From Ben" });
    await act(async () => loaded.resolve(page([last], 10)));
    const dialog = await screen.findByRole("dialog", { name: "Message timeline" });
    expect(dialog.textContent).toContain("From Ben");
  });
});
