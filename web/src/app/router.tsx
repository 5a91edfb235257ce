import type { QueryClient } from "@tanstack/react-query";
import {
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";

import { loggedIn, memberRoute, onlyFor, rootRoute } from "@/app/routes/base";
import { insightRoutes } from "@/app/routes/insight";
import { openRoutes } from "@/app/routes/open";
import { ownRoutes } from "@/app/routes/own";
import { oneOf, searchOf, text, yesOrNo } from "@/app/routes/search";
import { upkeepRoutes } from "@/app/routes/upkeep";
import { BrokenPage } from "@/app/pages/BrokenPage";
import { NotFoundPage } from "@/app/pages/NotFoundPage";
import { Loading } from "@/components/Loading";

/** Without the frame of the other pages: it stands by itself on a screen at the door. */
const kioskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/kiosk",
  component: lazyRouteComponent(() => import("@/app/pages/KioskPage"), "KioskPage"),
});

/** The check-in code on the whole of a projector's screen. */
const codeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions/$sessionId/code",
  beforeLoad: async (options) => {
    onlyFor("admin", "teacher")({ context: await loggedIn(options) });
  },
  component: lazyRouteComponent(() => import("@/app/pages/CodePage"), "CodePage"),
});

/** Where the QR code leads; the code stands after the #. */
const checkInRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/check-in",
  beforeLoad: onlyFor("student"),
  component: lazyRouteComponent(() => import("@/app/pages/CheckInPage"), "CheckInPage"),
});

const rollCallRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/sessions/$sessionId/roll-call",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/RollCallPage"), "RollCallPage"),
});

const homeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    if (context.me.role === "student") throw redirect({ to: "/attendance" });
  },
  component: lazyRouteComponent(() => import("@/app/pages/HomePage"), "HomePage"),
});

const attendanceRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/attendance",
  component: lazyRouteComponent(() => import("@/app/pages/MyAttendancePage"), "MyAttendancePage"),
});

const photosRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/photos",
  component: lazyRouteComponent(() => import("@/app/pages/MyPhotosPage"), "MyPhotosPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("@/app/pages/AccountPage"), "AccountPage"),
});

const noticesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/notices",
  beforeLoad: onlyFor("student", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/NoticesPage"), "NoticesPage"),
});

const peopleRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/people",
  beforeLoad: onlyFor("admin", "teacher"),
  validateSearch: searchOf({
    query: text,
    role: oneOf("student", "teacher", "admin"),
  }),
  component: lazyRouteComponent(() => import("@/app/pages/PeoplePage"), "PeoplePage"),
});

const importRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/people/import",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/ImportPage"), "ImportPage"),
});

const personRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/people/$personId",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/PersonPage"), "PersonPage"),
});

const coursesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/courses",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/CoursesPage"), "CoursesPage"),
});

const courseRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/courses/$courseId",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/CoursePage"), "CoursePage"),
});

const cameraRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/cameras/$cameraId",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/CameraPage"), "CameraPage"),
});

const excusesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/excuses",
  validateSearch: searchOf({
    excuse: text,
    all: yesOrNo,
  }),
  component: lazyRouteComponent(() => import("@/app/pages/ExcusesPage"), "ExcusesPage"),
});

const newExcuseRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/excuses/new",
  validateSearch: searchOf({
    day: text,
    course: text,
    student: text,
    session: text,
  }),
  component: lazyRouteComponent(() => import("@/app/pages/NewExcusePage"), "NewExcusePage"),
});

const disputesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/disputes",
  validateSearch: searchOf({ show: oneOf("open", "overdue", "all") }),
  component: lazyRouteComponent(() => import("@/app/pages/DisputesPage"), "DisputesPage"),
});

const disputeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/disputes/$disputeId",
  component: lazyRouteComponent(() => import("@/app/pages/DisputePage"), "DisputePage"),
});

const myMarkRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/attendance/$sessionId",
  beforeLoad: onlyFor("student"),
  component: lazyRouteComponent(() => import("@/app/pages/MyMarkPage"), "MyMarkPage"),
});

const policiesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/policies",
  beforeLoad: onlyFor("admin", "teacher"),
  validateSearch: searchOf({ course: text, session: text }),
  component: lazyRouteComponent(() => import("@/app/pages/PoliciesPage"), "PoliciesPage"),
});

const todayRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/today",
  component: lazyRouteComponent(() => import("@/app/pages/TodayPage"), "TodayPage"),
});

const timetableRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/timetable",
  component: lazyRouteComponent(() => import("@/app/pages/TimetablePage"), "TimetablePage"),
});

const yearRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/year",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/YearPage"), "YearPage"),
});

const roomsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/rooms",
  beforeLoad: onlyFor("admin"),
  component: lazyRouteComponent(() => import("@/app/pages/RoomsPage"), "RoomsPage"),
});

const trainingRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/training",
  beforeLoad: onlyFor("admin"),
  validateSearch: searchOf({ run: text }),
  component: lazyRouteComponent(() => import("@/app/pages/TrainingPage"), "TrainingPage"),
});

const sessionsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/sessions",
  beforeLoad: onlyFor("admin", "teacher"),
  validateSearch: searchOf({ course: text }),
  component: lazyRouteComponent(() => import("@/app/pages/SessionsPage"), "SessionsPage"),
});

const newSessionRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/sessions/new",
  beforeLoad: onlyFor("admin", "teacher"),
  validateSearch: searchOf({ course: text }),
  component: lazyRouteComponent(() => import("@/app/pages/NewSessionPage"), "NewSessionPage"),
});

const sessionRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/sessions/$sessionId",
  beforeLoad: onlyFor("admin", "teacher"),
  component: lazyRouteComponent(() => import("@/app/pages/SessionPage"), "SessionPage"),
});

const routeTree = rootRoute.addChildren([
  ...openRoutes,
  kioskRoute,
  codeRoute,
  memberRoute.addChildren([
    homeRoute,
    attendanceRoute,
    photosRoute,
    accountRoute,
    peopleRoute,
    importRoute,
    personRoute,
    coursesRoute,
    courseRoute,
    noticesRoute,
    excusesRoute,
    newExcuseRoute,
    disputesRoute,
    disputeRoute,
    myMarkRoute,
    policiesRoute,
    ...insightRoutes,
    ...upkeepRoutes,
    ...ownRoutes,
    todayRoute,
    timetableRoute,
    yearRoute,
    roomsRoute,
    cameraRoute,
    trainingRoute,
    sessionsRoute,
    newSessionRoute,
    sessionRoute,
    checkInRoute,
    rollCallRoute,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent", // the code of a page comes while the pointer is on its way
    scrollRestoration: true,
    defaultPendingComponent: Loading,
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
