import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { RootLayout } from "@/app/shell/RootLayout";
import { meQuery } from "@/features/account/api/me";
import { institutionQuery } from "@/features/timetable/api/timetable";
import { asProblem } from "@/lib/api/problem";
import { setTimeZone } from "@/lib/format";
import type { Role } from "@/lib/api/types";
import { adoptLanguage, loadTexts } from "@/lib/i18n/setup";
import { forgetKept, showKept } from "@/lib/offline";

interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: RootLayout });

/** Who is not logged in logs in first, and comes back. */
export async function loggedIn({ context, location }: { context: RouterContext; location: { href: string } }) {
  const me = await context.queryClient.query({ ...meQuery, staleTime: "static" }).catch((error: unknown) => {
    if (asProblem(error).status !== 0) throw error;
    showKept(context.queryClient); // the network is away and the browser does not know
    const kept = context.queryClient.getQueryData(meQuery.queryKey);
    if (!kept) throw error;
    return kept;
  });
  if (!me) forgetKept();
  if (!me) throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
  const here = await context.queryClient.query({ ...institutionQuery, staleTime: "static", retry: false }).catch(() => null);
  if (here) setTimeZone(here.time_zone); // else as this device's clock
  await adoptLanguage(me.language);
  if (me.role === "student") void loadTexts("student"); // its first page stands without them
  else await loadTexts("all");
  return { me };
}

export const memberRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "member",
  beforeLoad: loggedIn,
  component: lazyRouteComponent(() => import("@/app/shell/Shell"), "Shell"),
});

/** Pages of other roles do not exist for a person: they are led home. */
export const onlyFor =
  (...roles: Role[]) =>
  ({ context }: { context: { me: { role: Role } } }) => {
    if (!roles.includes(context.me.role)) throw redirect({ to: "/" });
  };
