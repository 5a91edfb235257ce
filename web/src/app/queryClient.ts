import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { asProblem } from "@/lib/api/problem";

const RETRIES = 2;

export function createQueryClient(onLoginEnded: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (asProblem(error).isLoggedOut) onLoginEnded();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnReconnect: "always", // whoever was cut off is shown how things stand, not how they stood
        retry: (failures, error) => failures < RETRIES && asProblem(error).isPassing,
      },
      mutations: {
        networkMode: "always", // an attempt without a network fails in words, not by waiting for ever
      },
    },
  });
}
