import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { memberRoute } from "@/app/routes/base";

const privacyRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/privacy",
  component: lazyRouteComponent(() => import("@/app/pages/PrivacyPage"), "PrivacyPage"),
});

/** What is everybody's own. */
export const ownRoutes = [privacyRoute] as const;
