import createClient, { type Middleware } from "openapi-fetch";

import { csrfToken } from "@/lib/api/csrf";
import { fetchOnce } from "@/lib/api/early";
import { problemOf, unreachable } from "@/lib/api/problem";
import type { paths } from "@/lib/api/schema";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

const gateway: Middleware = {
  onRequest({ request }) {
    if (!SAFE_METHODS.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken());
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.reason === "KIOSK_ONLY") window.location.replace("/kiosk"); // this tablet has one page
    throw problem;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === "AbortError" ? error : unreachable();
  },
};

export const api = createClient<paths>({ baseUrl: "", fetch: fetchOnce });
api.use(gateway);

/** The body of an answer; problems have been thrown on the way. */
export async function answerOf<T>(pending: Promise<{ data?: T }>): Promise<T> {
  const { data } = await pending;
  return data as T;
}
