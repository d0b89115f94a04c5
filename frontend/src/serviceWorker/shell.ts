/**
 * The shell of the console, kept in the browser: its page and its scripts, none of anybody's data. Without a network the
 * console begins all the same, says so, and goes on when the network is back.
 *
 * The page is asked of the server first, always: an update is never hidden. The scripts have their content's hash in
 * their names, so one that is kept is the one that was asked for.
 */

/** What the server puts before this script: which version it has, and the URLs of its scripts and styles. */
export interface Shell {
  readonly version: string;
  readonly urls: readonly string[];
}

export interface ShellWorld {
  readonly shell: Shell;
  readonly caches: Pick<CacheStorage, "open" | "keys" | "delete" | "match">;
  readonly fetch: (request: Request | string) => Promise<Response>;
  /** Of the console: `https://host`. */
  readonly origin: string;
}

export const PAGE = "/";
const PREFIX = "shell-";
/** A proxy that finds no server behind it. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** All of it or nothing: a part that is missing is asked for again with the next visit. */
export async function keepShell({ shell, caches }: ShellWorld): Promise<void> {
  const cache = await caches.open(PREFIX + shell.version);
  await cache.addAll([PAGE, ...shell.urls]);
}

/** What other versions left; tabs that are open with the one before this one still find their parts. */
export async function forgetOlder({ shell, caches }: ShellWorld): Promise<void> {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const others = kept.filter((name) => name !== PREFIX + shell.version);
  // In the order in which they were made.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** Null: the browser asks as if there were no service worker. */
export function answerTo(request: Request, world: ShellWorld): Promise<Response> | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== world.origin) return null;
  if (request.mode === "navigate") return url.pathname === PAGE ? page(request, world) : null;
  return url.pathname.startsWith(folderOf(world.shell)) ? part(request, world) : null;
}

/** Where the parts of every version are: a tab that is open with an older one asks for that one's. */
function folderOf({ urls: [one = "/none/"] }: Shell): string {
  return one.slice(0, one.lastIndexOf("/") + 1);
}

async function page(request: Request, { shell, caches, fetch }: ShellWorld): Promise<Response> {
  const kept = async (): Promise<Response | undefined> => {
    const cache = await caches.open(PREFIX + shell.version);
    return cache.match(PAGE, { ignoreVary: true });
  };
  try {
    const answer = await fetch(request);
    return AWAY.has(answer.status) ? ((await kept()) ?? answer) : answer;
  } catch (error) {
    const found = await kept();
    if (found === undefined) throw error;
    return found;
  }
}

async function part(request: Request, { caches, fetch }: ShellWorld): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
