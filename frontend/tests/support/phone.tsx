/** The phone page of one business with two customers, around a server that is played. */
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { en } from "../../src/simulator/i18n/en";
import { LanguageProvider } from "../../src/simulator/i18n/language";
import { Page } from "../../src/simulator/Page";
import type { BusinessNumber, Customer, Message, State } from "../../src/simulator/state";
import { FakeServer } from "./server";

export const ann: Customer = {
  id: 1,
  name: "Ann Lee",
  wa_id: "447700900123",
  username: "",
  hidden: false,
  number: 1,
  provider: "meta",
  window_closes_at: null,
  business: "Corner Shop",
  automatic_receipts: true,
  unread: 0,
  typing_until: null,
  last: null,
};
export const ben: Customer = { ...ann, id: 2, name: "Ben Stone", wa_id: "447700900124", unread: 2 };

export const hello: Message = {
  id: 11,
  direction: "from_business",
  kind: "text",
  body: "Good morning",
  payload: {},
  media: null,
  status: "sent",
  error: 0,
  customer_reaction: "",
  business_reaction: "",
  edited: false,
  revoked: false,
  reply_to: null,
  at: "2026-11-21T08:00:00Z",
};
export const own: Message = {
  ...hello,
  id: 12,
  direction: "from_customer",
  body: "Is it there?",
  status: "read",
};

export const shop: BusinessNumber = {
  id: 1,
  provider: "meta",
  name: "Corner Shop",
  display_number: "+44 117 496 0123",
  quality: "GREEN",
  webhook_url: "http://127.0.0.1/webhooks/whatsapp/1/",
  faults: [
    {
      fault: "slow",
      where: "answer",
      title: "Answers slowly",
      settings: { seconds: 5 },
      on: false,
      times: null,
    },
    { fault: "lost", where: "webhook", title: "Webhooks are lost", settings: {}, on: true, times: null },
  ],
  templates: [],
};

export const state = (change: Partial<State> = {}): State => ({
  revision: 1,
  customers: [ann, ben],
  customer: 1,
  messages: [hello, own],
  webhooks: { waiting: 0, problem: "" },
  numbers: [shop],
  ...change,
});

export async function openPhone(change: Partial<State> = {}) {
  location.hash = "#1";
  const user = userEvent.setup();
  const next = Promise.withResolvers<State>();
  const server = new FakeServer()
    .on("GET", /\/state\?(?!.*after=)/u, state(change))
    // The server holds this answer until something is newer.
    .on("GET", /after=1/u, () => next.promise)
    .on("GET", /after=2/u, () => new Promise<State>(() => {}))
    .on("POST", /./u, {});
  await act(async () =>
    render(
      <LanguageProvider language={en}>
        <Page />
      </LanguageProvider>,
    ),
  );
  await screen.findByRole("region", { name: "Phone of Ann Lee" });
  const update = (later: Partial<State>): Promise<void> =>
    act(async () => next.resolve(state({ revision: 2, ...later })));
  const asked = (path: RegExp): unknown[] => server.bodies("POST", path);
  return { user, server, update, asked };
}

export const log = () => within(screen.getByRole("log", { name: "Chat with Ann Lee" }));
export const box = (): HTMLTextAreaElement => screen.getByRole("textbox", { name: "Message as Ann Lee" });
