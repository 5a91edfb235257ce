import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "@/app/routes/base";
import { searchOf, text } from "@/app/routes/search";

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: searchOf({
    next: text,
    problem: text,
  }),
  component: lazyRouteComponent(() => import("@/app/pages/LoginPage"), "LoginPage"),
});

const activationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/activate",
  component: lazyRouteComponent(() => import("@/app/pages/ActivationPage"), "ActivationPage"),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot",
  component: lazyRouteComponent(() => import("@/app/pages/ForgotPage"), "ForgotPage"),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset",
  component: lazyRouteComponent(() => import("@/app/pages/ResetPage"), "ResetPage"),
});

const guardianRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/guardian",
  component: lazyRouteComponent(() => import("@/app/pages/GuardianPage"), "GuardianPage"),
});

/** Pages for somebody who is not logged in. */
export const openRoutes = [loginRoute, activationRoute, forgotRoute, resetRoute, guardianRoute] as const;
