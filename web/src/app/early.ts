/** The code of pages that people open first, by address. */
const PAGES: Record<string, () => Promise<unknown>> = {
  "/login": () => import("@/app/pages/LoginPage"),
  "/attendance": () => Promise.all([import("@/app/shell/Shell"), import("@/app/pages/MyAttendancePage")]),
};

/** Has the page's code come while the router's does, not after it. A failure shows when the page is drawn. */
export function fetchEarly(pathname: string): void {
  PAGES[pathname]?.().catch(() => undefined);
}
