/** Pictures as large as the window, and larger. */
// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { ThreadLightbox } from "../../../src/console/dialogs/Lightbox";
import { openConsole } from "../../support/console";
import { attachment, message } from "../../support/samples";

describe("a picture shown large", () => {
  const pictures = [1, 2, 3].map((id) =>
    message({
      id,
      kind: "image",
      timestamp: `2026-11-21T08:0${id}:00Z`,
      attachments: [
        attachment({ id: 40 + id, filename: `${id}.png`, url: `/api/attachments/${40 + id}/file` }),
      ],
    }),
  );

  async function lightbox(start = 42) {
    const console = await openConsole({ messages: pictures.toReversed() });
    await console.client.threads.load(9);
    const onClose = vi.fn<() => void>();
    await console.show(<ThreadLightbox conversation={9} start={start} onClose={onClose} />);
    const dialog = await screen.findByRole("dialog");
    // Keys go to what has the focus, which comes a frame after the dialog.
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    return { ...console, onClose };
  }

  const shown = (): string => screen.getByRole<HTMLImageElement>("img").alt;

  test("has its place among the others", async () => {
    await lightbox();
    expect(shown()).toBe("2.png");
    expect(screen.getByText("2 of 3")).toBeTruthy();
  });

  test("arrow keys and buttons go to the others, and end at the ends", async () => {
    const { user } = await lightbox();
    await user.keyboard("{ArrowRight}");
    expect(shown()).toBe("3.png");
    expect(screen.queryByRole("button", { name: "Next image" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Previous image" }));
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(shown()).toBe("1.png");
    expect(screen.queryByRole("button", { name: "Previous image" })).toBeNull();
  });

  /** In per cent; nothing while it is whole. */
  const scale = (): string => screen.getByRole("status").textContent;
  const stage = (): Element => screen.getByRole("img").parentElement!;

  test("is enlarged by buttons and keys up to five times, and the next one begins as a whole", async () => {
    const { user } = await lightbox();
    await user.click(screen.getByRole("button", { name: "Enlarge" }));
    expect(scale()).toBe("150 %");
    await user.keyboard("+++++");
    expect(scale()).toBe("500 %");
    expect(screen.getByRole("button", { name: "Enlarge" }).getAttribute("aria-disabled")).toBe("true");
    await user.keyboard("-");
    expect(scale()).toBe("333 %");
    await user.keyboard("0{ArrowRight}");
    expect([shown(), scale()]).toEqual(["3.png", ""]);
    await user.keyboard("+");
    await user.click(screen.getByRole("button", { name: "Previous image" }));
    expect([shown(), scale()]).toEqual(["2.png", ""]);
  });

  test("arrow keys move what is enlarged", async () => {
    const { user } = await lightbox();
    await user.keyboard("+++{ArrowLeft}");
    expect(shown()).toBe("2.png");
    expect(screen.getByRole("img").style.transform).toMatch(/^translate\(80px, 0px\)/u);
  });

  test("a double click enlarges it, and another one shows the whole", async () => {
    const { user } = await lightbox();
    await user.dblClick(stage());
    expect(scale()).toBe("250 %");
    await user.dblClick(stage());
    expect(scale()).toBe("");
  });

  test("the wheel enlarges it where it stands, and scrolls nothing", async () => {
    await lightbox();
    const isLeft = fireEvent.wheel(stage(), { deltaY: -300 });
    expect([isLeft, scale()]).toEqual([false, "200 %"]);
    fireEvent.wheel(stage(), { deltaY: 3000 });
    expect(scale()).toBe("");
  });

  test("two fingers enlarge it, and one moves it", async () => {
    await lightbox();
    const finger = (type: "pointerDown" | "pointerMove" | "pointerUp", pointerId: number, clientX: number) =>
      fireEvent[type](stage(), { pointerId, clientX, clientY: 0, button: 0 });
    finger("pointerDown", 1, -50);
    finger("pointerDown", 2, 50);
    finger("pointerMove", 2, 150);
    expect(scale()).toBe("200 %");
    finger("pointerUp", 2, 150);
    const { transform } = screen.getByRole("img").style;
    finger("pointerMove", 1, -60);
    expect(screen.getByRole("img").style.transform).not.toBe(transform);
  });

  test("can be saved", async () => {
    await lightbox();
    expect(screen.getByRole("link", { name: "Download" }).getAttribute("href")).toBe(
      "/api/attachments/42/file",
    );
  });

  test("that is gone says so", async () => {
    await lightbox(77);
    expect(screen.getByText("This image is no longer loaded.")).toBeTruthy();
  });

  test("Escape closes it", async () => {
    const { user, onClose } = await lightbox();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });
});
