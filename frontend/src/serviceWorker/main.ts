/** The service worker. The server puts `self.SHELL = …` before it (messaging/pages.py): no imports at run time. */
import { answerTo, forgetOlder, keepShell, type Shell, type ShellWorld } from "./shell";

/** What only a service worker has. */
interface WorkerScope extends EventTarget {
  readonly SHELL: Shell;
  readonly location: Location;
  skipWaiting: () => Promise<void>;
}
interface WorkerEvent extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

const scope = self as unknown as WorkerScope;
const world: ShellWorld = {
  shell: scope.SHELL,
  caches,
  fetch: (request) => fetch(request),
  origin: scope.location.origin,
};

scope.addEventListener("install", (event) => {
  (event as WorkerEvent).waitUntil(keepShell(world).then(() => scope.skipWaiting()));
});
scope.addEventListener("activate", (event) => {
  (event as WorkerEvent).waitUntil(forgetOlder(world));
});
scope.addEventListener("fetch", (event) => {
  const { request } = event as RequestEvent;
  const answer = answerTo(request, world);
  if (answer !== null) (event as RequestEvent).respondWith(answer);
});
