/** From one conversation to the next without a mouse. */
// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { neighbour } from "../../../src/console/list/neighbour";
import { go } from "../../../src/console/shell/useRoute";
import { box, focused, NAMES, named, shown, three } from "../../support/three";

beforeEach(() => go({ open: null, view: "all" }));

describe("the neighbour", () => {
  test.each([
    [[1, 2, 3], 2, 3],
    [[1, 2, 3], 3, 2],
    [[1, 2, 3], 9, 1],
    [[2], 2, null],
  ])("in %j of %i", (ids, from, expected) => {
    expect(neighbour(ids, from, (id) => id !== from)).toBe(expected);
  });
});

describe("J and K", () => {
  test("open the next and the previous, with the focus on its row", async () => {
    const { user } = await three();
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ana");
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ben");
    await focused("Ben");
    await user.keyboard("{Shift>}k{/Shift}");
    await shown("Ana");
  });

  test("after `e` open the row that it leads to, not the one after", async () => {
    const { user, resolved } = await three();
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ana");
    await user.keyboard("e");
    await focused("Ben");
    expect(resolved("Ana")).toBe(1);
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ben");
  });
});

test("what sends in the composer sends nothing from a field elsewhere", async () => {
  const { user, server, resolved } = await three();
  await user.keyboard("{Shift>}j{/Shift}");
  await shown("Ana");
  await user.keyboard("r");
  await box("Ana");
  await user.keyboard("Half a sen");
  await user.click(screen.getByRole("searchbox"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await user.click(await box("Ana"));
  await user.keyboard("tence{Enter}");
  await waitFor(() => expect(server.bodies("POST", /messages\/$/u)).toHaveLength(1));
  expect(server.bodies("POST", /messages\/$/u)).toMatchObject([{ content: "Half a sentence" }]);
  expect(resolved("Ana")).toBe(0);
});

describe("`e`", () => {
  test("takes the row that has the focus, whatever is open", async () => {
    const { user, resolved } = await three();
    await user.keyboard("j{Enter}");
    await shown("Ana");
    await user.keyboard("je");
    await waitFor(() => expect(resolved("Ben")).toBe(1));
    expect(resolved("Ana")).toBe(0);
    await focused("Cleo");
  });

  test("that is held down is one verb", async () => {
    const { user, resolved } = await three();
    await user.keyboard("j");
    await focused("Ana");
    for (const repeat of [false, true, true])
      fireEvent.keyDown(document.activeElement ?? document.body, { key: "e", repeat });
    await focused("Ben");
    expect(resolved("Ana")).toBe(1);
    expect(resolved("Ben")).toBe(0);
  });

  test("opens the next where the agent has set it so", async () => {
    const { user } = await three();
    await user.keyboard("?");
    await user.click(await screen.findByRole("checkbox", { name: /Open the next conversation/u }));
    await user.keyboard("{Escape}");
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ana");
    await user.keyboard("e");
    await shown("Ben");
    await focused("Ben");
  });
});

describe("where the focus goes", () => {
  test("a row that goes leaves it to its neighbour, the last one to the list", async () => {
    const { user, event } = await three();
    await user.keyboard("jj");
    await focused("Ben");
    await event("conversation.updated", { ...named("Ben"), status: "resolved" });
    await focused("Cleo");
    await event("conversation.updated", { ...named("Cleo"), status: "resolved" });
    await focused("Ana");
    await event("conversation.updated", { ...named("Ana"), status: "resolved" });
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("listbox"));
  });

  test("a row that goes while the agent writes takes nothing away", async () => {
    const { user, event } = await three();
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("r");
    const written = await box("Ana");
    await event("conversation.updated", { ...named("Ana"), status: "resolved" });
    expect(document.activeElement).toBe(written);
  });
});

describe("sent, resolved, next", () => {
  test("goes on in the next composer at once, and resolves once the message is there", async () => {
    const { user, server, resolved } = await three();
    // As slow as it may be: what is on its way out is no next one.
    const slow = Promise.withResolvers<object>();
    server.on("PATCH", /./u, () => slow.promise);
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("r");
    const answer = async (name: string): Promise<void> => {
      const written = await box(name);
      expect(document.activeElement).toBe(written);
      await user.keyboard(`Yes, ${name}{Control>}{Shift>}{Enter}{/Shift}{/Control}`);
    };
    await answer("Ana");
    await answer("Ben");
    await answer("Cleo");
    await waitFor(() => expect(NAMES.map(resolved)).toEqual([1, 1, 1]));
    const sent = server.bodies("POST", /\/messages\/$/u) as { content: string }[];
    expect(sent.map(({ content }) => content)).toEqual(NAMES.map((name) => `Yes, ${name}`));
    expect(await screen.findByText("No conversation open")).toBeTruthy();
    slow.resolve(named("Ana"));
  });

  test("does nothing where nothing is written, and says so", async () => {
    const { user, client, resolved } = await three();
    await user.keyboard("{Shift>}j{/Shift}");
    await shown("Ana");
    await act(async () => user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}"));
    expect(client.notice.get()).toEqual({ kind: "problem", text: "There is nothing to send yet." });
    expect(resolved("Ana")).toBe(0);
  });
});

describe("what was done", () => {
  const toast = (text: string) =>
    waitFor(() => expect(document.querySelector(".done-toast")?.textContent).toContain(text));

  test("is said and taken back by `z`, the newest first", async () => {
    const { user, server } = await three();
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("e");
    await focused("Ben");
    await user.keyboard("e");
    await toast("Resolved: Ben");
    await user.keyboard("z");
    await toast("Undone: Ben");
    await user.keyboard("z");
    await toast("Undone: Ana");
    const back = { status: "open", snoozed_until: null, was: { status: "resolved", snoozed_until: null } };
    expect(server.bodies("PATCH", /conversations\/8\/$/u)).toEqual([{ status: "resolved" }, back]);
    expect(server.bodies("PATCH", /conversations\/9\/$/u)).toEqual([{ status: "resolved" }, back]);
    expect(screen.getByRole("option", { name: /Ana/u })).toBeTruthy();
  });

  test("by a button, too, also while it is typed", async () => {
    const { user, resolved } = await three();
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("r");
    await box("Ana");
    await user.keyboard("Yes{Control>}{Enter}{/Control}");
    await toast("Resolved: Ana");
    await user.keyboard("z");
    expect((await box("Ana")).textContent).toBe("z");
    await user.click(screen.getByRole("button", { name: /^Undo/u }));
    await toast("Undone: Ana");
    expect(resolved("Ana")).toBe(2);
  });

  test("stays where a colleague has changed the same by then: who, is said", async () => {
    const { user, server, client } = await three();
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("e");
    await toast("Resolved: Ana");
    const detail = "Mia has changed this conversation meanwhile.";
    server.refuses("PATCH", /conversations\/9\/$/u, 409, { code: "changed_meanwhile", detail });
    await user.keyboard("z");
    await waitFor(() =>
      expect(client.notice.get()).toEqual({ kind: "problem", text: `That did not work: ${detail}` }),
    );
  });

  test("nothing, is said as well", async () => {
    const { user, client } = await three();
    await user.keyboard("z");
    await waitFor(() =>
      expect(client.notice.get()).toEqual({ kind: "problem", text: "There is nothing to undo." }),
    );
  });

  test("an answer whose conversation stays open is told with the way there", async () => {
    const { user, server } = await three();
    server.refuses("PATCH", /conversations\/9\/$/u, 500, {});
    await user.keyboard("j");
    await focused("Ana");
    await user.keyboard("r");
    await box("Ana");
    await user.keyboard("Yes{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    await box("Ben");
    expect(await screen.findByText("Sent to Ana, but the conversation could not be resolved.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Look" }));
    await shown("Ana");
  });
});
