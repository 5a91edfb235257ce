import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const gateway = process.env.PRESENCE_GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the gateway's Content-Security-Policy allows no data: addresses
    manifest: true,
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
