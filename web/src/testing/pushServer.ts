import { vi } from "vitest";

import { endpointDigest } from "@/features/notices/browserPush";

const SUBSCRIPTIONS = "/api/v1/push/subscriptions";
export const CSRF = "csrf-of-this-login";

/** In place of the gateway: the browsers of whoever is logged in, by digest, as `fetch` changes them. */
export function pushServer(...digests: string[]) {
  const items = digests.map((endpoint_sha256, place) => ({ subscription_id: `earlier-${place}`, endpoint_sha256 }));
  const server = { items, loggedIn: true };

  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(typeof input === "string" ? new URL(input, "http://localhost") : input, init);
    const { pathname } = new URL(request.url);
    if (!server.loggedIn) return problem(401, "NOT_LOGGED_IN");
    if (request.method !== "GET" && request.headers.get("X-CSRF-Token") !== CSRF) return problem(403, "CSRF_TOKEN_WRONG");
    if (pathname === "/api/v1/push/key") return Response.json({ public_key: "AAAA" });
    if (request.method === "POST") {
      const { endpoint } = (await request.json()) as { endpoint: string };
      const made = { subscription_id: `made-${server.items.length}`, endpoint_sha256: await endpointDigest(endpoint) };
      server.items.push(made);
      return Response.json(made, { status: 201 });
    }
    if (request.method === "DELETE") {
      server.items = server.items.filter((one) => pathname !== `${SUBSCRIPTIONS}/${one.subscription_id}`);
      return new Response(null, { status: 204 });
    }
    return Response.json({ items: server.items });
  });
  return server;
}

const problem = (status: number, reason: string) =>
  new Response(JSON.stringify({ reason, title: reason, status }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });

/** A browser's subscription at some address. */
export const subscriptionAt = (endpoint: string) => ({
  endpoint,
  options: { applicationServerKey: null, userVisibleOnly: true },
  toJSON: () => ({ endpoint, keys: { p256dh: "key", auth: "secret" } }),
  unsubscribe: () => Promise.resolve(true),
});
