/** The forms behind the Attach menu: what is typed, and what is sent. */
// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { AttachDialog, type AttachForm } from "../../../src/console/dialogs/AttachDialog";
import type { Sent } from "../../../src/store/sending/sending";
import { CAPABLE, chat, openConsole } from "../../support/console";

async function dialog(form: AttachForm, can: object = {}) {
  const console = await openConsole();
  const onSend = vi.fn<(body: Sent) => void>();
  const onClose = vi.fn<() => void>();
  await console.show(
    <AttachDialog
      form={form}
      conversation={chat()}
      can={{ ...CAPABLE, ...can }}
      onSend={onSend}
      onClose={onClose}
    />,
  );
  await screen.findByRole("dialog");
  const fill = async (fields: Record<string, string>): Promise<void> => {
    for (const [label, text] of Object.entries(fields)) {
      // oxlint-disable-next-line no-await-in-loop -- one hand types
      await console.user.type(screen.getByLabelText(label), text);
    }
  };
  const send = (): Promise<void> => console.user.click(submit());
  return { ...console, onSend, onClose, fill, send };
}

const submit = (): HTMLButtonElement =>
  screen.getAllByRole<HTMLButtonElement>("button").find(({ type }) => type === "submit") as HTMLButtonElement;

describe("a location", () => {
  test("is sent with its name and address", async () => {
    const { fill, send, onSend } = await dialog("location");
    await fill({
      Latitude: "52.5163",
      Longitude: "13.3777",
      "Name (optional)": "Gate",
      "Address (optional)": "Pariser Platz",
    });
    await send();
    expect(onSend).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        kind: "location",
        content: "Gate",
        payload: {
          location: { latitude: 52.5163, longitude: 13.3777, name: "Gate", address: "Pariser Platz" },
        },
      }),
    );
  });

  test("both numbers may be pasted into the first field", async () => {
    const { user, send, onSend } = await dialog("location");
    await user.click(screen.getByLabelText("Latitude"));
    await user.paste("52.5163, 13.3777");
    await send();
    expect(onSend.mock.calls[0]?.[0].payload).toEqual({
      location: { latitude: 52.5163, longitude: 13.3777 },
    });
  });

  test.each([
    { Latitude: "91", Longitude: "13" },
    { Latitude: "52", Longitude: "" },
    { Latitude: "north", Longitude: "13" },
  ])("that is nowhere cannot be sent: %o", async (fields) => {
    const { fill } = await dialog("location");
    await fill(Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== "")));
    expect(submit().disabled).toBe(true);
  });
});

describe("a contact card", () => {
  test("is sent with what is known", async () => {
    const { fill, send, onSend } = await dialog("contacts");
    await fill({ Name: "Mia Lindqvist", "Phone, with its country code": "+49 170 1234567" });
    await send();
    expect(onSend.mock.calls[0]?.[0]).toMatchObject({
      kind: "contacts",
      content: "Mia Lindqvist",
      payload: {
        contacts: [
          {
            name: { formatted_name: "Mia Lindqvist", first_name: "Mia" },
            phones: [{ phone: "+49 170 1234567", type: "CELL" }],
          },
        ],
      },
    });
  });

  test("without a number cannot be sent", async () => {
    const { fill } = await dialog("contacts");
    await fill({ Name: "Mia" });
    expect(submit().disabled).toBe(true);
  });
});

describe("buttons, a list or a link", () => {
  test("buttons are sent as Meta takes them", async () => {
    const { user, fill, send, onSend } = await dialog("interactive");
    await fill({ Text: "Shall we send it?", "Button 1": "Yes" });
    await user.click(screen.getByRole("button", { name: "Add a button" }));
    await fill({ "Button 2": "No" });
    await send();
    expect(onSend.mock.calls[0]?.[0]).toMatchObject({
      kind: "interactive",
      content: "Shall we send it?",
      payload: {
        interactive: {
          type: "button",
          body: { text: "Shall we send it?" },
          action: {
            buttons: [
              { type: "reply", reply: { id: "choice-1", title: "Yes" } },
              { type: "reply", reply: { id: "choice-2", title: "No" } },
            ],
          },
        },
      },
    });
  });

  test("there are no more than three", async () => {
    const { user } = await dialog("interactive");
    await user.click(screen.getByRole("button", { name: "Add a button" }));
    await user.click(screen.getByRole("button", { name: "Add a button" }));
    expect(screen.queryByRole("button", { name: "Add a button" })).toBeNull();
  });

  test("what is missing is said, one thing after the other", async () => {
    const { fill } = await dialog("interactive");
    const first = screen.getAllByRole("status").at(-1)?.textContent;
    await fill({ Text: "Shall we?" });
    const second = screen.getAllByRole("status").at(-1)?.textContent;
    expect(first).not.toBe("");
    expect(second).not.toBe(first);
    await fill({ "Button 1": "Yes" });
    expect(screen.getAllByRole("status").at(-1)?.textContent).toBe("");
  });

  test("beside it stands what the customer will read", async () => {
    const { fill } = await dialog("interactive");
    await fill({ Text: "Shall we send it?", "Button 1": "Yes please" });
    const preview = screen.getByRole("figure");
    expect(preview.textContent).toContain("Shall we send it?");
    expect(preview.textContent).toContain("Yes please");
  });

  test("only kinds that the inbox takes are offered", async () => {
    await dialog("interactive", { interactive: ["list", "cta_url"] });
    expect(screen.getByRole("button", { name: "List" }).ariaPressed).toBe("true");
    expect(screen.queryByRole("button", { name: "Buttons" })).toBeNull();
  });

  test("rows of a list are numbered through its sections, and can be taken out", async () => {
    const { user } = await dialog("interactive", { interactive: ["list"] });
    await user.click(screen.getByRole("button", { name: "Add a row" }));
    await user.click(screen.getByRole("button", { name: "Add a section" }));
    expect(screen.getByLabelText("Row 3")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Remove row 1" }));
    expect(screen.queryByLabelText("Row 3")).toBeNull();
  });
});

test("closing sends nothing", async () => {
  const { user, onClose, onSend } = await dialog("location");
  await user.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(onSend).not.toHaveBeenCalled();
});

test("Escape closes", async () => {
  const { user, onClose } = await dialog("contacts");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});
