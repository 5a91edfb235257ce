import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { FIRST_TEXTS, STUDENT_TEXTS } from "./src/lib/i18n/tiers.ts";

const gateway = process.env.PRESENCE_GATEWAY ?? "http://127.0.0.1:8080";

const BASE =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next|zod|clsx|openapi-fetch|@radix-ui[\\/]react-(slot|compose-refs))[\\/]/;
// dialogs and menus: no page needs them to be read
const OVERLAYS = /node_modules[\\/](@radix-ui|@floating-ui|aria-hidden)/;
const SHARED = /[\\/]src[\\/](lib|components|features)[\\/](?!(Modal|ConfirmButton|Menu|ChoiceBar|ProgressBar)\.)/;

/** Has the browser fetch the typeface with the page, not once a style has named it: the first text stands as it stays. */
function earlyTypeface(): Plugin {
  return {
    name: "early-typeface",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((name) => name.includes("devanagari-latin-wght"));
        if (!file) return [];
        const attrs = { rel: "preload", href: `/${file}`, as: "font", type: "font/woff2", crossorigin: "" };
        return [{ tag: "link", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}

/** The chunk of a file of texts: first what everybody needs, then what students read, then the rest; by language. */
function textsOf(path: string): string | null {
  const [, language, namespace] = /[\\/]i18n[\\/](\w+)[\\/](\w+)\.json$/.exec(path) ?? [];
  if (!language || !namespace) return null;
  const isOneOf = (tier: readonly string[]) => tier.includes(namespace);
  return `texts-${language}-${isOneOf(FIRST_TEXTS) ? "first" : isOneOf(STUDENT_TEXTS) ? "student" : "staff"}`;
}

export default defineConfig({
  plugins: [react(), tailwindcss(), earlyTypeface()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the gateway's Content-Security-Policy allows no data: addresses
    manifest: true,
    rolldownOptions: {
      output: {
        // a few files that change at different times, in place of one for each small part that pages share
        codeSplitting: {
          groups: [
            { name: "base", test: BASE },
            { name: "overlays", test: OVERLAYS },
            { name: "icons", test: /node_modules[\\/]lucide-react/, minShareCount: 2 },
            { name: textsOf, test: /[\\/]i18n[\\/]\w+[\\/]\w+\.json$/ },
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
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
