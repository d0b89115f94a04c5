/** Finding a template and filling it in. */
// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { TemplatePicker } from "../../../src/console/dialogs/templates/TemplatePicker";
import type { Template } from "../../../src/protocol";
import type { Sent } from "../../../src/store/sending/sending";
import { openConsole } from "../../support/console";
import { page, template } from "../../support/samples";

describe("templates", () => {
  const body = (text: string): object[] => [{ type: "BODY", text }];
  const ready = template({ id: 1, name: "order_ready", components: body("Your order is ready.") });
  const german = template({ id: 2, name: "noch_da", language: "de", components: body("Noch da?") });
  const refused = template({
    id: 3,
    name: "old_offer",
    status: "REJECTED",
    unsendable: "WhatsApp has rejected it.",
    components: body("Buy!"),
  });
  const named = template({
    id: 4,
    name: "delivery",
    components: body("Hello {{1}}, we come on {{2}}."),
    blanks: [
      { key: "body.1", label: "Name", kind: "text", example: "Ana", required: true },
      { key: "body.2", label: "Day", kind: "text", example: "", required: true },
    ],
  });

  async function picker(templates: Template[] = [ready, german, refused, named]) {
    const console = await openConsole({ templates });
    const onChosen = vi.fn<(chosen: Sent) => void>();
    await console.show(<TemplatePicker inbox={7} name="Ana Silva" action="Send" onChosen={onChosen} />);
    await waitFor(() => expect(screen.getByRole("list", { name: "Templates" }).ariaBusy).toBe("false"));
    return { ...console, onChosen };
  }

  const rows = (): string[] =>
    screen.getAllByRole("listitem").map((row) => row.querySelector(".template-name span")?.textContent ?? "");

  test("are found by their words", async () => {
    const { user } = await picker();
    await user.type(screen.getByRole("searchbox"), "ready");
    expect(rows()).toEqual(["order ready"]);
  });

  test("are told apart by language", async () => {
    const { user } = await picker();
    await user.selectOptions(screen.getByLabelText("Language"), "de");
    expect(rows()).toEqual(["noch da"]);
  });

  test("that cannot be sent say why", async () => {
    await picker();
    const row = screen.getByRole<HTMLButtonElement>("button", { name: /old offer/u });
    expect(row.disabled).toBe(true);
    expect(row.textContent).toContain("WhatsApp has rejected it.");
  });

  test("none like that, or none at all", async () => {
    const { user } = await picker();
    await user.type(screen.getByRole("searchbox"), "zzz");
    expect(screen.getByText("No template like that.")).toBeTruthy();
  });

  test("an inbox without any says so", async () => {
    await picker([]);
    expect(screen.getByText("This inbox has no templates yet.")).toBeTruthy();
  });

  test("blanks are filled in beside what the customer will read", async () => {
    const { user, onChosen } = await picker();
    await user.click(screen.getByRole("button", { name: /delivery/u }));
    expect(screen.getByText("Still to fill in: Name, Day")).toBeTruthy();
    await user.type(screen.getByLabelText("Name"), "Ben");
    await user.type(screen.getByLabelText("Day"), "Monday");
    expect(screen.getByRole("figure").textContent).toContain("Hello Ben, we come on Monday.");
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(onChosen).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        kind: "template",
        content: "Hello Ben, we come on Monday.",
        template: { name: "delivery", language: "en_US", variables: { "body.1": "Ben", "body.2": "Monday" } },
      }),
    );
  });

  test("the preview shows where its link leads and which code is copied", async () => {
    const buttons = [
      { type: "URL", text: "Track", url: "https://shop.example/track/{{1}}" },
      { type: "COPY_CODE" },
    ];
    const { user, onChosen } = await picker([
      template({
        name: "tracking",
        components: [...body("Hello"), { type: "BUTTONS", buttons }],
        blanks: [
          { key: "button.0", label: "End of the link", kind: "url_suffix", example: "A17", required: true },
          { key: "button.1", label: "Code to copy", kind: "coupon", example: "", required: true },
        ],
      }),
    ]);
    await user.click(screen.getByRole("button", { name: /tracking/u }));
    const figure = screen.getByRole("figure");
    expect(figure.textContent).toContain("https://shop.example/track/{{1}}");
    await user.type(screen.getByLabelText("End of the link"), "B42");
    await user.type(screen.getByLabelText("Code to copy"), "SAVE20");
    expect(figure.textContent).toContain("https://shop.example/track/B42");
    expect(figure.textContent).toContain("SAVE20");
    expect(figure.querySelector("a")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Send" }));
    const values = { "button.0": "B42", "button.1": "SAVE20" };
    expect(onChosen.mock.lastCall?.[0].template?.variables).toEqual(values);
  });

  test("a blank that asks for the customer's name has it", async () => {
    const blank = (key: string) => ({ key, label: key, kind: "text", example: "", required: true });
    const greeting = template({
      name: "greeting",
      components: body("Hello {{first_name}}, or {{customer_name}}, on {{day}}?"),
      blanks: [blank("body.first_name"), blank("body.customer_name"), blank("body.day")],
    });
    const { user } = await picker([greeting]);
    await user.click(screen.getByRole("button", { name: /^greeting/u }));
    const values = screen.getAllByRole<HTMLInputElement>("textbox").map(({ value }) => value);
    expect(values).toEqual(["Ana", "Ana Silva", ""]);
  });

  test("with a blank open nothing is sent", async () => {
    const { user, onChosen } = await picker();
    await user.click(screen.getByRole("button", { name: /delivery/u }));
    await user.type(screen.getByLabelText("Name"), "Ben{Enter}");
    expect(onChosen).not.toHaveBeenCalled();
  });

  test("favourites stand first the next time, then what was sent; no row moves under the hand", async () => {
    const { user, show, server } = await picker([ready, german, named]);
    server.on("PUT", /\/templates\/1\/favourite\/$/u, { ...ready, favourite: true });
    const star = () => within(screen.getByRole("list")).getAllByRole("button", { name: "Favourite" })[2];
    await user.click(star() as HTMLElement);
    expect(star()?.ariaPressed).toBe("true");
    expect(document.activeElement).toBe(star());
    expect(rows()).toEqual(["delivery", "noch da", "order ready"]);
    await user.click(screen.getByRole("button", { name: /^noch da/u }));
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(rows()).toEqual(["order ready", "noch da", "delivery"]);
    expect(screen.getByRole("button", { name: /^noch da/u }).textContent).toContain("sent here");
    expect(star()?.ariaPressed).toBe("false");
    cleanup();
    await show(<TemplatePicker inbox={7} name="" action="Send" onChosen={vi.fn()} />);
    await waitFor(() => expect(rows()).toEqual(["order ready", "noch da", "delivery"]));
  });

  test("back from one the focus is in the search", async () => {
    const { user } = await picker();
    await user.click(screen.getByRole("button", { name: /delivery/u }));
    await user.click(screen.getByRole("button", { name: "Back to the list" }));
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });

  test("can be fetched anew", async () => {
    const { server, user } = await picker();
    server.on("POST", /sync-templates/u, {});
    await user.click(screen.getByRole("button", { name: "Fetch from WhatsApp" }));
    expect(await screen.findByText("Asked for. New ones appear here by themselves.")).toBeTruthy();
    expect(server.count("POST", /\/api\/inboxes\/7\/sync-templates\/$/u)).toBe(1);
  });

  test("that changed are there at once", async () => {
    const { event } = await picker([ready]);
    await event("template.updated", german);
    await waitFor(() => expect(rows()).toEqual(expect.arrayContaining(["order ready", "noch da"])));
  });

  test("that could not be loaded can be asked for again", async () => {
    const console = await openConsole();
    console.server.refuses("GET", /templates/u, 400, {});
    await console.show(<TemplatePicker inbox={7} name="Ana Silva" action="Send" onChosen={vi.fn()} />);
    expect(await screen.findByText("The templates could not be loaded.")).toBeTruthy();
    console.server.on("GET", /templates/u, page([ready], 10));
    await console.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(rows()).toEqual(["order ready"]));
  });
});
