/** The server as the console's requests see it: answers by method and path, and what was asked. */
import { vi } from "vitest";
import { FakeSocket } from "./fakes";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: unknown;
}

type Answer = Response | Error | object | null;
type Route = (asked: Asked) => Answer | Promise<Answer>;

export class FakeServer {
  readonly asked: Asked[] = [];
  private readonly routes: { method: string; path: RegExp; route: Route }[] = [];

  constructor() {
    vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => this.fetch(path, init));
    vi.stubGlobal("WebSocket", Object.assign(FakeSocket, { OPEN: 1 }));
  }

  /** The newest route that fits answers. A plain object is JSON with 200, an `Error` no answer at all. */
  on(method: string, path: RegExp, route: Answer | Route): this {
    this.routes.unshift({
      method,
      path,
      route: typeof route === "function" ? (route as Route) : () => route,
    });
    return this;
  }

  /** A refusal of the API. */
  refuses(method: string, path: RegExp, status: number, error: object): this {
    const body = { code: "refused", detail: "No.", errors: {}, ...error };
    return this.on(method, path, () => Response.json(body, { status }));
  }

  /** Bodies of the requests that were made so. */
  bodies(method: string, path: RegExp): unknown[] {
    return this.asked.filter((one) => one.method === method && path.test(one.path)).map(({ body }) => body);
  }

  count(method: string, path: RegExp): number {
    return this.bodies(method, path).length;
  }

  private async fetch(path: string, { method = "GET", body }: RequestInit): Promise<Response> {
    const asked = { method, path, body: typeof body === "string" ? (JSON.parse(body) as unknown) : body };
    this.asked.push(asked);
    const found = this.routes.find((one) => one.method === method && one.path.test(path));
    const answer = found ? await found.route(asked) : Response.json({ code: "missing" }, { status: 404 });
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : Response.json(answer);
  }
}
