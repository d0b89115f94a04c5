/** What the service worker answers itself, and what it leaves to the server. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { answerTo, forgetOlder, keepShell, type Shell, type ShellWorld } from "../../src/serviceWorker/shell";

const ORIGIN = "https://console.example.org";
const ASSETS = "/static/messaging/dist/assets/";

/** The caches of a browser, by name and path. */
class FakeCaches {
  readonly kept = new Map<string, Map<string, Response>>();

  constructor(private readonly server: ShellWorld["fetch"]) {}

  async open(name: string): Promise<Cache> {
    const cache = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, cache);
    const addAll = async (paths: string[]): Promise<void> => {
      const answers = await Promise.all(paths.map((path) => this.server(path)));
      if (!answers.every(({ ok }) => ok)) throw new TypeError("not all of it");
      paths.forEach((path, index) => cache.set(path, answers[index] as Response));
    };
    return { addAll, match: async (path: string) => cache.get(path)?.clone() } as unknown as Cache;
  }

  async keys(): Promise<string[]> {
    return [...this.kept.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.kept.delete(name);
  }

  async match(request: RequestInfo | URL): Promise<Response | undefined> {
    const { pathname } = new URL((request as Request).url);
    return [...this.kept.values()]
      .find((cache) => cache.has(pathname))
      ?.get(pathname)
      ?.clone();
  }
}

const server = vi.fn<ShellWorld["fetch"]>();
let caches: FakeCaches;

const world = (version = "b"): ShellWorld => {
  const shell: Shell = { version, urls: [`${ASSETS}console-${version}.js`] };
  return { shell, caches, fetch: server, origin: ORIGIN };
};
const asked = (path: string, change: object = {}): Request =>
  ({ url: ORIGIN + path, method: "GET", mode: "cors", ...change }) as unknown as Request;
const visit = (path = "/") => asked(path, { mode: "navigate" });
const says = async (answer: Promise<Response> | null) => (await answer)?.text();

beforeEach(async () => {
  caches = new FakeCaches(server);
  server.mockImplementation(async (what) => new Response(`kept ${typeof what === "string" ? what : "?"}`));
  await keepShell(world());
  server.mockImplementation(async () => new Response("the server's"));
});

describe("the page", () => {
  test("is the server's while there is one, so that an update is never hidden", async () => {
    expect(await says(answerTo(visit(), world()))).toBe("the server's");
  });

  test("is the one that was kept without a network", async () => {
    server.mockRejectedValue(new TypeError("no network"));
    expect(await says(answerTo(visit(), world()))).toBe("kept /");
  });

  test.each([
    [502, "kept /"],
    [503, "kept /"],
    [500, "the server's"],
    [404, "the server's"],
  ])("where the server answers %i is %s", async (status, expected) => {
    server.mockResolvedValue(new Response("the server's", { status }));
    expect(await says(answerTo(visit(), world()))).toBe(expected);
  });

  test("is an error where nothing was kept", async () => {
    server.mockRejectedValue(new TypeError("no network"));
    await expect(answerTo(visit(), world("c"))).rejects.toThrow("no network");
  });
});

test("a part is asked of nobody twice, and one that was not kept is the server's", async () => {
  expect(await says(answerTo(asked(`${ASSETS}console-b.js`), world()))).toBe(`kept ${ASSETS}console-b.js`);
  expect(await says(answerTo(asked(`${ASSETS}other-x.js`), world()))).toBe("the server's");
});

test.each<[string, Request]>([
  ["what is asked of the API", asked("/api/me/")],
  ["a file of a customer", asked("/api/attachments/4/file")],
  ["another page", visit("/admin/")],
  ["what is written", asked("/", { method: "POST", mode: "navigate" })],
  ["another site", { ...visit(), url: "https://elsewhere.example/" }],
])("%s is left to the browser", (_, request) => {
  expect(answerTo(request, world())).toBeNull();
});

describe("another version", () => {
  test("is kept as a whole or not at all", async () => {
    server.mockImplementation(async (what) => new Response("", { status: what === "/" ? 200 : 404 }));
    await expect(keepShell(world("c"))).rejects.toThrow("not all of it");
    expect(caches.kept.get("shell-c")?.size).toBe(0);
  });

  test("leaves the one before it to the tabs that are open with it, and no older ones", async () => {
    caches.kept.set("of-somebody-else", new Map());
    await keepShell(world("c"));
    await keepShell(world("d"));
    await forgetOlder(world("d"));
    expect([...caches.kept.keys()]).toEqual(["of-somebody-else", "shell-c", "shell-d"]);
    const old = asked(`${ASSETS}console-c.js`);
    expect(await says(answerTo(old, world("d")))).toBe("the server's");
  });
});
