import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

import { chunkOf } from "./scripts/chunks.ts";
import { fetchedEarly } from "./scripts/fetchedEarly.ts";
import { textsByTier } from "./scripts/texts.ts";
import { FIRST_TEXTS, STUDENT_TEXTS } from "./src/lib/i18n/tiers.ts";

const gateway = process.env.PRESENCE_GATEWAY ?? "http://127.0.0.1:8080";

const BASE =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](?!react-virtual|virtual-core)[\w-]+|i18next|react-i18next|clsx|openapi-fetch|@radix-ui[\\/]react-(slot|compose-refs))[\\/]/;
// dialogs and menus: no page needs them to be read
const OVERLAYS = /node_modules[\\/](@radix-ui|@floating-ui|aria-hidden)/;
const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));
const SHARED = /[\\/]src[\\/](lib|components|features)[\\/](?!(Modal|DialogButton|ConfirmButton|Menu|ChoiceBar|ProgressBar|webauthn)\.|webcam[\\/])/;

/** Lets a phone install the client and open it without a network; nobody's data is kept by it, see lib/offline.ts. */
function installable() {
  const pwa = VitePWA({
    injectRegister: false, // lib/install.ts does it, as a script of our own
    registerType: "autoUpdate",
    manifest: {
      name: "Presence",
      short_name: "Presence",
      description: "Attendance that takes itself, and that people can check and correct.",
      id: "/",
      start_url: "/",
      scope: "/",
      display: "standalone",
      background_color: "#ffffff",
      theme_color: "#3b5bdb",
      icons: [192, 512].flatMap((size) => [
        { src: `/icons/icon-${size}.png`, sizes: `${size}x${size}`, type: "image/png", purpose: "any" },
        { src: `/icons/maskable-${size}.png`, sizes: `${size}x${size}`, type: "image/png", purpose: "maskable" },
      ]),
    },
    workbox: {
      importScripts: ["push.js"], // public/push.js: shows notices
      // what a student's first page needs; the rest is kept as it is come by
      globPatterns: ["index.html", "assets/{index,start,main,first,base,rolldown-runtime,student,Shell,MyAttendance,texts-*-first}*.{js,css}", "assets/*-latin-wght*.woff2", "favicon.svg"],
      navigateFallback: null,
      runtimeCaching: [
        {
          urlPattern: ({ request, url }) => request.mode === "navigate" && !url.pathname.startsWith("/api/"),
          handler: "NetworkFirst", // the newest build where there is a network
          options: {
            cacheName: "pages",
            networkTimeoutSeconds: 4,
            plugins: [
              {
                cacheKeyWillBeUsed: () => Promise.resolve("/index.html"), // every address is the one page
                handlerDidError: () => caches.match("/index.html", { ignoreSearch: true }), // the one that came with the worker
              },
            ],
          },
        },
        {
          urlPattern: ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith("/assets/"),
          handler: "CacheFirst", // their names change with what is in them
          options: { cacheName: "assets", expiration: { maxEntries: 200, maxAgeSeconds: 60 * 24 * 60 * 60 } },
        },
      ],
    },
  });
  const linkedLater: Plugin = {
    name: "manifest-linked-later", // by lib/install.ts
    enforce: "post", // as the plugin that links it
    transformIndexHtml: { order: "post", handler: (html) => html.replace(/\s*<link rel="manifest"[^>]*>/, "\n  ") },
  };
  return [pwa, linkedLater];
}

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    textsByTier(new URL("./src/lib/i18n/", import.meta.url), { first: FIRST_TEXTS, student: STUDENT_TEXTS }),
    fetchedEarly(),
    installable(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the gateway's Content-Security-Policy allows no data: addresses
    manifest: true,
    rolldownOptions: {
      output: {
        // a few files that change at different times, in place of one for each small part that pages share
        chunkFileNames: ({ facadeModuleId, name }) => {
          const [, texts] = /virtual:(texts\/.*)/.exec(facadeModuleId ?? "") ?? [];
          return `assets/${texts?.replaceAll("/", "-") ?? name}-[hash].js`;
        },
        codeSplitting: {
          groups: [
            { ...chunkOf("start", [source("app/start.ts")]), priority: 2 },
            { name: "base", test: BASE, priority: 1 },
            // what people meet first: the log-in, and a student's page
            chunkOf("first", [source("app/main.tsx"), source("app/pages/LoginPage.tsx")]),
            chunkOf("student", [source("app/shell/Shell.tsx"), source("app/pages/MyAttendancePage.tsx")]),
            { name: "overlays", test: OVERLAYS },
            { name: "icons", test: /node_modules[\\/]lucide-react/, minShareCount: 2 },
            { name: "shared", test: SHARED, minShareCount: 4 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      // the gateway answers its own pages only, so requests passed on must look like theirs
      "/api": { target: gateway, changeOrigin: true, ws: true, headers: { origin: gateway } },
      "/.well-known": { target: gateway, changeOrigin: true },
    },
  },
  test: { environment: "happy-dom", testTimeout: 60_000, isolate: false, setupFiles: "src/testing/eachFile.ts", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true, unstubGlobals: true, unstubEnvs: true },
});
