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

/** What administrators look after behind the scenes. */
export const upkeepRoutes = [auditRoute, outboxRoute, designRoute];
