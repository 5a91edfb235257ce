import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const gateway = process.env.PRESENCE_GATEWAY ?? "http://127.0.0.1:8080";

const BASE =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next|zod|clsx|openapi-fetch|@radix-ui[\\/]react-(slot|compose-refs))[\\/]/;
// dialogs and menus: no page needs them to be read
const OVERLAYS = /node_modules[\\/](@radix-ui|@floating-ui|aria-hidden)/;
const SHARED = /[\\/]src[\\/](lib|components|features)[\\/](?!(Modal|ConfirmButton|Menu|ChoiceBar|ProgressBar)\.)/;

export default defineConfig({
  plugins: [react(), tailwindcss()],
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
            { name: "icons", test: /node_modules[\\/]lucide-react/ },
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
