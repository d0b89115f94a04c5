import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds Django (`make run` serves there). */
const django = process.env["DJANGO_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  // Relative, so that the build does not care under which static prefix Django serves it.
  base: "./",
  publicDir: false,
  build: {
    outDir: "../messaging/static/messaging/dist",
    emptyOutDir: true,
    // Beside the assets and not in `.vite/`: collectstatic skips hidden folders.
    manifest: "manifest.json",
    // The content security policy allows no data: scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      // Names of the bundles; their keys in the manifest are the paths.
      input: {
        console: "src/console/main.tsx",
        admin: "src/admin/main.ts",
        simulator: "src/simulator/main.tsx",
        serviceWorker: "src/serviceWorker/main.ts",
      },
      output: {
        codeSplitting: {
          // Stays in the browsers' caches while our own code changes.
          groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler)\// }],
        },
      },
    },
  },
  server: {
    port: 5173,
    // Host stays that of the page, so that Django's Origin checks see one origin.
    proxy: Object.fromEntries(
      ["/api", "/ws", "/admin", "/static", "/webhooks", "/simulator/"].map((path) => [
        path,
        { target: django, ws: path === "/ws" },
      ]),
    ),
  },
  test: {
    environment: "node",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    // Nothing is timed: a machine that is busy with something else may take its time.
    testTimeout: 60_000,
    // Otherwise one core of two would wait.
    maxWorkers: "100%",
    // A page of its own for each file, but Node and jsdom are started once for all: two fifths less work.
    pool: "vmThreads",
    // What a page leaves behind is only gone with its thread.
    vmMemoryLimit: "1GB",
    // Of packages that Node loads into such a page, two imported at once that share a module fail; these share many.
    server: { deps: { inline: [/@base-ui/, /@floating-ui/] } },
  },
});
