/** What comes while a button of a message is pressed moves nothing, so the click is not lost. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { at, bubble, lines, openPane, type ShownPane } from "../../support/pane";
import { message } from "../../support/samples";

const thanks = message({ id: 3, content: "Thanks", timestamp: at(2) });
const replyTo = (text: string): HTMLElement =>
  within(bubble(text)).getByRole("button", { name: "Reply to this message" });
const press = ({ user }: ShownPane, target: Element) => user.pointer({ keys: "[MouseLeft>]", target });
const release = ({ user }: ShownPane, target: Element) => user.pointer({ keys: "[/MouseLeft]", target });

describe("between press and release", () => {
  test("a message that comes waits, and the click counts", async () => {
    const pane = await openPane();
    const button = replyTo("Hello");
    await press(pane, button);
    await pane.event("message.created", thanks);
    expect(lines()).toEqual(["Hello", "Good morning"]);
    await release(pane, button);
    await waitFor(() => expect(document.querySelector(".quote-bar .bubble-author")?.textContent).toBe("Ana"));
    await waitFor(() => expect(lines()).toEqual(["Hello", "Good morning", "Thanks"]));
  });

  test("the button stays the same element when its own message changes", async () => {
    const pane = await openPane();
    const button = replyTo("Good morning");
    await press(pane, button);
    await pane.event("message.updated", {
      ...message({ id: 2, content: "Good morning", direction: "outbound", external_id: "wamid.2" }),
      status: "read",
    });
    await release(pane, button);
    expect(button.isConnected).toBe(true);
    expect(document.querySelector(".quote-bar")).toBeTruthy();
  });

  test("a press beside a button holds nothing", async () => {
    const pane = await openPane();
    await press(pane, screen.getByText("Hello"));
    await pane.event("message.created", thanks);
    expect(lines()).toEqual(["Hello", "Good morning", "Thanks"]);
  });

  test("a press that is taken back shows what came", async () => {
    const pane = await openPane();
    await press(pane, replyTo("Hello"));
    await pane.event("message.created", thanks);
    await release(pane, document.body);
    await waitFor(() => expect(lines()).toEqual(["Hello", "Good morning", "Thanks"]));
    expect(document.querySelector(".quote-bar")).toBeNull();
  });
});
