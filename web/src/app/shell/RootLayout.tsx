import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { ConnectionBanner } from "@/app/shell/ConnectionBanner";

/** What every page has: the banner, and the focus on the new page's heading, so that its name is read out. */
export function RootLayout() {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const previous = useRef(pathname);
  useEffect(() => {
    const moved = previous.current !== undefined && previous.current !== pathname;
    previous.current = pathname;
    if (!moved) return;
    const heading = document.getElementById("page-title");
    if (!document.querySelector("[data-overlay]")) heading?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <>
      <ConnectionBanner />
      <Outlet />
    </>
  );
}
