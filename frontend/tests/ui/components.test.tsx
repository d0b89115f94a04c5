/** The kit's own behaviour: what opens, closes, and gives the focus back. */
// @vitest-environment jsdom
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Avatar } from "../../src/ui/components/Avatar";
import { ErrorBoundary } from "../../src/ui/components/ErrorBoundary";
import { Modal } from "../../src/ui/components/Modal";
import { Popover } from "../../src/ui/components/Popover";

afterEach(() => vi.restoreAllMocks());

describe("a popover", () => {
  function opened(onLeave?: () => void) {
    render(
      <>
        <Popover label="Emoji" icon="☺" {...(onLeave && { onLeave })}>
          {(close) => (
            <button type="button" onClick={close}>
              Pick
            </button>
          )}
        </Popover>
        <input aria-label="Elsewhere" />
      </>,
    );
    return { user: userEvent.setup(), button: screen.getByRole("button", { name: "Emoji" }) };
  }

  test("draws its content only while it is open, with the focus on the first thing in it", async () => {
    const { user, button } = opened();
    expect(screen.queryByText("Pick")).toBeNull();
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await user.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(screen.getByText("Pick"));
  });

  test("is closed by what is in it, and tells where the focus may go", async () => {
    const onLeave = vi.fn<() => void>();
    const { user, button } = opened(onLeave);
    await user.click(button);
    expect(onLeave).not.toHaveBeenCalled();
    await user.click(screen.getByText("Pick"));
    expect(onLeave).toHaveBeenCalledOnce();
    expect(screen.queryByText("Pick")).toBeNull();
  });

  test("calls nobody back who has clicked on something else", async () => {
    const onLeave = vi.fn<() => void>();
    const { user, button } = opened(onLeave);
    await user.click(button);
    await user.click(screen.getByLabelText("Elsewhere"));
    screen.getByRole("dialog", { hidden: true }).hidePopover();
    expect(onLeave).not.toHaveBeenCalled();
  });
});

describe("a dialog", () => {
  function Opener({ onClose }: { onClose: () => void }) {
    const [open, setOpen] = useState(false);
    const close = (): void => {
      setOpen(false);
      onClose();
    };
    return (
      <>
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
        {open && (
          <Modal title="Location" closeLabel="Close" onClose={close}>
            <input aria-label="Latitude" />
          </Modal>
        )}
      </>
    );
  }

  async function opened() {
    const onClose = vi.fn<() => void>();
    const user = userEvent.setup();
    render(<Opener onClose={onClose} />);
    await user.click(screen.getByRole("button", { name: "Open" }));
    const dialog = await screen.findByRole("dialog", { name: "Location" });
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    return { user, onClose, dialog };
  }

  test("begins in its first field, so that what is typed at once is text", async () => {
    const { user, onClose } = await opened();
    const field = screen.getByLabelText<HTMLInputElement>("Latitude");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard("5 2");
    expect(field.value).toBe("5 2");
    expect(onClose).not.toHaveBeenCalled();
  });

  test("gives the focus back to what opened it", async () => {
    const { user } = await opened();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" })));
  });

  test("is left by a click beside it while nothing was typed", async () => {
    const { user, onClose } = await opened();
    await user.click(document.querySelector(".backdrop") as HTMLElement);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  });

  test("keeps what was typed when somebody clicks beside it", async () => {
    const { user, onClose } = await opened();
    await user.type(screen.getByLabelText("Latitude"), "52");
    await user.click(document.querySelector(".backdrop") as HTMLElement);
    expect(screen.getByLabelText<HTMLInputElement>("Latitude").value).toBe("52");
    expect(onClose).not.toHaveBeenCalled();
  });
});

test("what cannot be drawn is replaced, and the rest of the page stays", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const Broken = (): never => {
    throw new Error("a bug of ours");
  };
  render(
    <>
      <p>The rest</p>
      <ErrorBoundary fallback={<p>Instead</p>}>
        <Broken />
      </ErrorBoundary>
    </>,
  );
  expect(screen.getByText("Instead")).toBeTruthy();
  expect(screen.getByText("The rest")).toBeTruthy();
});

test("an avatar is decoration: the name is said beside it", () => {
  render(<Avatar id={3} name="Ana Lee" />);
  expect(screen.getByText("AL").getAttribute("aria-hidden")).toBe("true");
});
