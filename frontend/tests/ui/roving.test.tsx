/** One Tab stop for a toolbar, a menu or a grid, and arrows between what is in it. */
// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { searchOverList, upAndDown } from "../../src/ui/fieldKeys";
import { useRoving, type Axis } from "../../src/ui/roving";

afterEach(() => void vi.restoreAllMocks());

interface BoxProps {
  axis: Axis;
  names: readonly string[];
  pressed?: string;
  onKey?: () => void;
}

function Box({ axis, names, pressed, onKey }: BoxProps) {
  return (
    <>
      <button type="button">before</button>
      <div ref={listened(onKey)}>
        <div role="toolbar" ref={useRoving(axis, axis === "column")}>
          {names.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={pressed === undefined ? undefined : name === pressed}
            >
              {name}
            </button>
          ))}
          <div popover="auto">
            <button type="button">elsewhere</button>
          </div>
        </div>
      </div>
      <button type="button">after</button>
    </>
  );
}

const listened = (onKey: (() => void) | undefined) => (box: HTMLElement | null) => {
  if (onKey) box?.addEventListener("keydown", onKey);
};
const button = (name: string) => screen.getByRole("button", { name });
const focused = (): string | null | undefined => document.activeElement?.textContent;

/** What has the focus after each key. */
async function visited(user: UserEvent, keys: string): Promise<(string | null | undefined)[]> {
  const names: (string | null | undefined)[] = [];
  const note = (): unknown => names.push(focused());
  document.addEventListener("keyup", note);
  await user.keyboard(keys);
  document.removeEventListener("keyup", note);
  return names;
}

async function shown(axis: Axis, names: readonly string[], more: Partial<BoxProps> = {}) {
  const user = userEvent.setup();
  const { rerender } = render(<Box axis={axis} names={names} {...more} />);
  const again = (next: readonly string[]) =>
    act(async () => rerender(<Box axis={axis} names={next} {...more} />));
  return { user, again };
}

describe("a row", () => {
  test("is one Tab stop, which stays where it was left", async () => {
    const { user } = await shown("row", ["a", "b", "c"]);
    act(() => button("before").focus());
    await user.tab();
    expect(focused()).toBe("a");
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(focused()).toBe("c");
    await user.tab();
    expect(focused()).toBe("after");
    await user.tab({ shift: true });
    expect(focused()).toBe("c");
  });

  test("goes round, to its ends, and against the reading direction", async () => {
    const { user } = await shown("row", ["a", "b", "c"]);
    act(() => button("a").focus());
    expect(await visited(user, "{ArrowLeft}{ArrowRight}{End}{Home}")).toEqual(["c", "a", "c", "a"]);
    screen.getByRole("toolbar").style.direction = "rtl";
    await user.keyboard("{ArrowLeft}");
    expect(focused()).toBe("b");
  });

  test("begins at what is pressed", async () => {
    const { user } = await shown("row", ["a", "b", "c"], { pressed: "b" });
    act(() => button("before").focus());
    await user.tab();
    expect(focused()).toBe("b");
  });

  test("leaves alone what it does not know: other keys, chords, what is in a popover", async () => {
    const onKey = vi.fn<() => void>();
    const { user } = await shown("row", ["a", "b"], { onKey });
    act(() => button("a").focus());
    await user.keyboard("{ArrowDown}{Control>}{ArrowRight}{/Control}x");
    expect(focused()).toBe("a");
    expect(onKey).toHaveBeenCalled();
    expect(screen.getByText("elsewhere").hasAttribute("tabindex")).toBe(false);
  });

  test("gives the focus of what goes to its neighbour, and none that was elsewhere", async () => {
    const { user, again } = await shown("row", ["a", "b", "c"]);
    act(() => button("b").focus());
    await again(["a", "c"]);
    expect(focused()).toBe("c");
    await user.click(button("after"));
    await again(["a"]);
    expect(focused()).toBe("after");
    expect(button("a").tabIndex).toBe(0);
  });
});

describe("a column", () => {
  test("is gone through by arrows and by what its entries begin with", async () => {
    const { user } = await shown("column", ["Location", "List", "Template"]);
    act(() => button("Location").focus());
    await user.keyboard("{ArrowDown}");
    expect(focused()).toBe("List");
    await user.keyboard("t");
    expect(focused()).toBe("Template");
    const type = (key: string, at: number) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true });
      Object.defineProperty(event, "timeStamp", { value: at });
      document.activeElement?.dispatchEvent(event);
      return focused();
    };
    expect([type("l", 1e15), type("l", 1e15 + 100), type("l", 1e15 + 5000), type("i", 1e15 + 5100)]).toEqual([
      "Location",
      "List",
      "Location",
      "List",
    ]);
  });
});

describe("a grid", () => {
  /** Three in a row, of 30 px. */
  function place(): void {
    vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function rect(
      this: HTMLElement,
    ) {
      const at = Number(this.textContent);
      return new DOMRect((at % 3) * 30, Math.floor(at / 3) * 30, 30, 30);
    });
  }

  test("is gone through in both directions", async () => {
    place();
    const { user } = await shown("grid", ["0", "1", "2", "3", "4", "5", "6"]);
    act(() => button("1").focus());
    const keys = "{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}{ArrowLeft}{ArrowUp}{End}";
    expect(await visited(user, keys)).toEqual(["4", "6", "6", "3", "2", "2", "6"]);
  });
});

function Searched() {
  const [text, setText] = useState("");
  return (
    <div ref={searchOverList}>
      <input aria-label="Search" value={text} onChange={({ target }) => setText(target.value)} />
      <div ref={useRoving("grid")}>
        <button type="button">one</button>
        <button type="button">two</button>
      </div>
    </div>
  );
}

test("from a search field down into what it found, and back by typing on", async () => {
  const user = userEvent.setup();
  render(<Searched />);
  const field = screen.getByLabelText<HTMLInputElement>("Search");
  await user.click(field);
  await user.keyboard("{ArrowDown}");
  expect(focused()).toBe("one");
  await user.keyboard("{ArrowRight}x");
  expect(document.activeElement).toBe(field);
  await user.keyboard("{ArrowDown}{ArrowUp}");
  expect(document.activeElement).toBe(field);
});

test("up and down between the fields of a form", async () => {
  const user = userEvent.setup();
  render(
    <form ref={upAndDown}>
      <input type="text" aria-label="a" />
      <textarea aria-label="text" />
      <input type="url" aria-label="b" />
    </form>,
  );
  await user.click(screen.getByLabelText("a"));
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(screen.getByLabelText("b"));
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(screen.getByLabelText("a"));
});
