/** Registers the service worker, by which the console can be installed and begins without a network. */

/** Milliseconds: it fetches all parts of the console, and the list comes first. */
const LATER = 3000;

export function makeInstallable(): void {
  // Without TLS there is none; while developing it would keep what is just being changed.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined || !import.meta.env.PROD) return;
  setTimeout(() => {
    // Private windows and full disks have none: the console works without.
    serviceWorker.register("/service-worker.js").catch(() => {});
  }, LATER);
}
