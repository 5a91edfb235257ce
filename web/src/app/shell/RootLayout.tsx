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
    if (!moved || focusHeading()) return undefined;
    // a page may be drawn in steps: its heading is waited for, as long as nobody has gone elsewhere on it
    const drawing = new MutationObserver(() => {
      if (document.activeElement !== document.body || focusHeading()) drawing.disconnect();
    });
    drawing.observe(document.body, { childList: true, subtree: true });
    return () => {
      drawing.disconnect();
    };
  }, [pathname]);

  return (
    <>
      <ConnectionBanner />
      <Outlet />
    </>
  );
}

/** Whether there is one. */
function focusHeading(): boolean {
  const heading = document.getElementById("page-title");
  if (!document.querySelector("[data-overlay]")) heading?.focus({ preventScroll: true });
  return heading !== null;
}
