/** The panel beside the phone: what goes wrong, and what happens without anybody writing. */
// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { State } from "../../src/simulator/state";
import { openPhone, shop } from "../support/phone";

describe("the panel", () => {
  async function panel(change: Partial<State> = {}) {
    const shown = await openPhone(change);
    await shown.user.click(screen.getByRole("button", { name: /Faults and events/u }));
    return { ...shown, panel: within(screen.getByRole("complementary", { name: "Faults and events" })) };
  }

  test("its button counts what is wrong at the moment", async () => {
    await openPhone();
    expect(screen.getByRole("button", { name: "Faults and events (1 on)" })).toBeTruthy();
  });

  test("a fault happens once, with its settings", async () => {
    const { user, asked, panel: shown } = await panel();
    await user.click(shown.getByRole("button", { name: "Answers slowly: once" }));
    await waitFor(() =>
      expect(asked(/\/faults$/u)).toEqual([{ number: 1, fault: "slow", times: 1, seconds: 5 }]),
    );
  });

  test("or until it is switched off", async () => {
    const { user, asked, panel: shown } = await panel();
    await user.click(shown.getByRole("button", { name: "Webhooks are lost: off" }));
    await waitFor(() => expect(asked(/\/faults$/u)).toEqual([{ number: 1, fault: "lost", times: 0 }]));
  });

  test("an event says that it has happened", async () => {
    const { user, asked, panel: shown } = await panel();
    await user.click(shown.getByRole("button", { name: "Stop marketing" }));
    expect(await shown.findByText("Stop marketing: done.")).toBeTruthy();
    expect(asked(/\/events$/u)).toEqual([{ event: "marketing_stop", customer: 1 }]);
  });

  test("a refusal is said", async () => {
    const { user, server, panel: shown } = await panel();
    server.refuses("POST", /\/day$/u, 400, { detail: "Not now." });
    await user.click(shown.getByRole("button", { name: "Let a day pass" }));
    expect(await shown.findByText("Not now.")).toBeTruthy();
  });

  test("Twilio has no events of Meta's", async () => {
    const { panel: shown } = await panel({ numbers: [{ ...shop, provider: "twilio" }] });
    expect(shown.queryByRole("button", { name: "Stop marketing" })).toBeNull();
    expect(shown.getByText("at Twilio")).toBeTruthy();
  });

  test("webhooks go elsewhere", async () => {
    const { user, asked, panel: shown } = await panel();
    const url = shown.getByRole("textbox", { name: "Webhook URL" });
    await user.clear(url);
    await user.type(url, "http://other.example/hook");
    await user.click(shown.getByRole("button", { name: "Set" }));
    await waitFor(() =>
      expect(asked(/numbers\/1\/webhook$/u)).toEqual([{ url: "http://other.example/hook" }]),
    );
  });

  test("closes", async () => {
    const { user, panel: shown } = await panel();
    await user.click(shown.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("complementary")).toBeNull();
  });
});

describe("when something is wrong", () => {
  test("webhooks that are not taken are told", async () => {
    await openPhone({ webhooks: { waiting: 2, problem: "503" } });
    expect(screen.getByText(/2 webhooks wait and will be tried again/u)).toBeTruthy();
  });
});
