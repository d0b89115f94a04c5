/** The console of one agent: the real client and the real components, around a server that is played. */
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, type RenderResult } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { Suspense, type ReactElement, type ReactNode } from "react";
import { onTestFinished } from "vitest";
import * as parts from "../../src/console/lazyComponents";
import { ClientContext } from "../../src/console/context";
import { SessionContext } from "../../src/console/shell/session";
import { decodeInbox, type Conversation, type Me, type Message, type Template } from "../../src/protocol";
import { viewQuery } from "../../src/protocol/lists";
import { NO_CAPABILITIES } from "../../src/protocol/inboxes";
import { ConsoleClient } from "../../src/store/client";
import { FakeSocket } from "./fakes";
import { InEnglish } from "./render";
import { conversation, me as somebody, page } from "./samples";
import { FakeServer } from "./server";

/** An inbox that can send everything. */
export const CAPABLE = {
  ...NO_CAPABILITIES,
  sends: ["text", "image", "video", "audio", "document", "location", "contacts", "interactive", "template"],
  interactive: ["button", "list", "cta_url", "location_request_message"],
  media: {
    image: { types: ["image/jpeg", "image/png"], most_bytes: 5_000_000 },
    audio: { types: ["audio/ogg"], most_bytes: 16_000_000 },
    document: { types: ["application/pdf", "text/plain"], most_bytes: 100_000_000 },
  },
  captions: ["image", "document"],
  templates: true,
  reactions: true,
  quotes: true,
};

export function capableMe(change: object = {}): Me {
  const about = { id: 7, name: "Shop", address: "441174", transport: "whatsapp_cloud" };
  const inbox = decodeInbox({ ...about, capabilities: { ...CAPABLE, ...change } }, "inbox");
  return { ...somebody, inboxes: [inbox] };
}

export const OPEN_WINDOW = { open: true, closes_at: new Date(Date.now() + 20 * 3_600_000).toISOString() };
export const CLOSED_WINDOW = { open: false, closes_at: "2026-11-20T08:00:00Z" };

/** In an open window, unless told otherwise. */
export function chat(change: Partial<Conversation> = {}): Conversation {
  return conversation({ window: OPEN_WINDOW, ...change });
}

// Loaded in the middle of an `act`, a part would never be drawn.
const LOADED = Promise.all(
  Object.values(parts).map((part) => ("preload" in part ? part.preload() : undefined)),
);

interface World {
  me?: Me;
  conversations?: Conversation[];
  /** Newest first, as the server answers. */
  messages?: Message[];
  templates?: Template[];
}

export interface TestConsole {
  readonly client: ConsoleClient;
  readonly server: FakeServer;
  readonly user: UserEvent;
  readonly show: (element: ReactElement) => Promise<RenderResult>;
  /** A feed event of the inbox. */
  readonly event: (k: string, d: object) => Promise<void>;
}

/** With its list loaded and its feed live. */
export async function openConsole({ me = capableMe(), ...world }: World = {}): Promise<TestConsole> {
  const { conversations = [chat()], messages = [], templates = [] } = world;
  await LOADED;
  const server = new FakeServer()
    .on("GET", /^\/api\/conversations\/\?/u, page(conversations, 10))
    .on("GET", /^\/api\/conversations\/9\/messages\//u, page(messages, 10))
    .on("GET", /^\/api\/drafts\//u, page([], 10))
    .on("GET", /^\/api\/templates\//u, page(templates, 10))
    .on("POST", /\/seen\/$/u, chat());
  const client = new ConsoleClient(me);
  onTestFinished(() => client.close());
  await client.loadList(viewQuery("all"), null);
  const socket = FakeSocket.last;
  socket.opens();
  socket.says({ op: "subbed", inbox: 7, epoch: "ab12", head: 10 }, { op: "live", inbox: 7 });
  await client.draftKeeper.load();
  let seq = 10;
  const event = (k: string, d: object): Promise<void> =>
    act(async () => {
      seq += 1;
      socket.says({ op: "ev", i: 7, s: seq, k, d });
      await nextFrame();
    });
  const wrapper = ({ children }: { children: ReactNode }) => <Around client={client}>{children}</Around>;
  const show = (element: ReactElement): Promise<RenderResult> =>
    act(async () => {
      const shown = render(element, { wrapper });
      await nextFrame();
      return shown;
    });
  return { client, server, user: userEvent.setup(), show, event };
}

const SESSION = { me: somebody, logOut: () => {} };

function Around({ client, children }: { client: ConsoleClient; children: ReactNode }) {
  return (
    <InEnglish>
      <SessionContext value={SESSION}>
        <ClientContext value={client}>
          <QueryClientProvider client={client.queries}>
            <Suspense>{children}</Suspense>
          </QueryClientProvider>
        </ClientContext>
      </SessionContext>
    </InEnglish>
  );
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
