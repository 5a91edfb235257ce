import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { memberRoute, onlyFor } from "@/app/routes/base";
import { searchOf, text } from "@/app/routes/search";

const auditRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/audit",
  beforeLoad: onlyFor("admin"),
  validateSearch: searchOf({
    actor: text,
    subject: text,
    kind: text,
    from: text,
    to: text,
  }),
  component: lazyRouteComponent(() => import("@/app/pages/AuditPage"), "AuditPage"),
});

const outboxRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/outbox",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/OutboxPage"), "OutboxPage"),
});

const designRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/design",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/DesignPage"), "DesignPage"),
});

const systemRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/system",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/SystemPage"), "SystemPage"),
});

const accuracyRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/accuracy",
  beforeLoad: onlyFor("admin"),
  validateSearch: searchOf({ report: text }),
  component: lazyRouteComponent(() => import("@/app/pages/AccuracyPage"), "AccuracyPage"),
});

const checkInRulesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/check-in-rules",
  beforeLoad: onlyFor("admin"),
  validateSearch: searchOf({ room: text }),
  component: lazyRouteComponent(() => import("@/app/pages/CheckInRulesPage"), "CheckInRulesPage"),
});

/** What administrators look after behind the scenes. */
export const upkeepRoutes = [systemRoute, accuracyRoute, checkInRulesRoute, auditRoute, outboxRoute, designRoute];
