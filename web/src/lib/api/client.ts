import createClient, { type Middleware } from "openapi-fetch";

import { problemOf, unreachable } from "@/lib/api/problem";
import type { paths } from "@/lib/api/schema";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

const CSRF_COOKIE = /(?:^|; )(?:__Host-)?presence_csrf=([^;]*)/;

/** The readable cookie that unsafe requests must repeat, which another site's page cannot; host-bound by HTTPS. */
export function csrfToken(): string {
  return CSRF_COOKIE.exec(document.cookie)?.[1] ?? "";
}

const gateway: Middleware = {
  onRequest({ request }) {
    if (!SAFE_METHODS.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
    return response;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === "AbortError" ? error : unreachable();
  },
};

export const api = createClient<paths>({ baseUrl: "" });
api.use(gateway);

/** The body of an answer; problems have been thrown on the way. */
export async function answerOf<T>(pending: Promise<{ data?: T }>): Promise<T> {
  const { data } = await pending;
  return data as T;
}
