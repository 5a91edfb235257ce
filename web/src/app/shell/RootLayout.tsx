import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { ConnectionBanner } from "@/app/shell/ConnectionBanner";
import { readOutNewPage } from "@/app/shell/newPage";

/** What every page has: the banner, and the focus on the new page's heading, so that its name is read out. */
export function RootLayout() {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const previous = useRef(pathname);
  useEffect(() => {
    const moved = previous.current !== undefined && previous.current !== pathname;
    previous.current = pathname;
    return moved ? readOutNewPage() : undefined;
  }, [pathname]);

  return (
    <>
      <ConnectionBanner />
      <Outlet />
    </>
  );
}
