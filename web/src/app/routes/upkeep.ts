import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { memberRoute, onlyFor } from "@/app/routes/base";
import { z } from "@/lib/zod";

const auditRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/audit",
  beforeLoad: onlyFor("admin"),
  validateSearch: z.object({
    actor: z.catch(z.optional(z.string()), undefined),
    subject: z.catch(z.optional(z.string()), undefined),
    kind: z.catch(z.optional(z.string()), undefined),
    from: z.catch(z.optional(z.string()), undefined),
    to: z.catch(z.optional(z.string()), undefined),
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
