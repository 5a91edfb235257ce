import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";

import { meQuery } from "@/features/account/api/me";
import type { Me } from "@/lib/api/types";
import { forgetKept } from "@/lib/offline";

/** Goes on as somebody who has just logged in, to an address of this site. */
export function useEnter(): (me: Me, next?: string) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (me, next) => {
    forgetKept(); // perhaps somebody else's
    queryClient.clear();
    queryClient.setQueryData(meQuery.queryKey, me);
    const isOurs = next?.startsWith("/") === true && !next.startsWith("//");
    router.history.push(isOurs ? next : "/");
  };
}
