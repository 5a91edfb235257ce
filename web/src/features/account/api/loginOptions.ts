import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

/** What the log-in page may offer. */
export const loginOptionsQuery = queryOptions({
  queryKey: ["login-options"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/login/options", { signal })),
  staleTime: Infinity,
});

/** Where the browser goes to log in with the other provider. */
export const oidcStartUrl = (next: string) => `/api/v1/login/oidc/start?${new URLSearchParams({ next }).toString()}`;
