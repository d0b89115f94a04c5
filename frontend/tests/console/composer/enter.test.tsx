/** Whether Enter sends: as the agent chose, else as the screen is used. */
// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fakePage } from "../../support/page";

beforeEach(() => vi.resetModules());

/** As the page finds it when it is loaded. */
async function shown(isTouch: boolean): Promise<string> {
  fakePage((query) => query.includes(isTouch ? "pointer: coarse" : "pointer: fine"));
  const { useEnterSends, chooseEnterSends } = await import("../../../src/console/keyboard/useKeySettings");
  function Setting() {
    const on = useEnterSends();
    return <button onClick={() => chooseEnterSends(!on)}>{on ? "sends" : "breaks"}</button>;
  }
  const { container, unmount } = render(<Setting />);
  const first = container.textContent;
  fireEvent.click(screen.getByRole("button"));
  await waitFor(() => expect(container.textContent).not.toBe(first));
  unmount();
  return first;
}

describe("Enter", () => {
  test("sends where there is a mouse", async () => {
    expect(await shown(false)).toBe("sends");
  });

  test("breaks the line where there is a finger", async () => {
    expect(await shown(true)).toBe("breaks");
  });

  test("does what was chosen here before", async () => {
    await shown(true);
    vi.resetModules();
    expect(await shown(true)).toBe("sends");
  });
});
