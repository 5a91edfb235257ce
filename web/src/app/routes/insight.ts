import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { memberRoute, onlyFor } from "@/app/routes/base";

const insightRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/insight",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/InsightPage"), "InsightPage"),
});

const reportsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/reports",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/ReportsPage"), "ReportsPage"),
});

export const insightRoutes = [insightRoute, reportsRoute] as const;
