import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouteContext, useRouter, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon, X } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { DemoBanner } from "@/app/shell/DemoBanner";
import { fill } from "@/app/shell/drawAhead";
import { LoginAgainGate } from "@/app/shell/LoginAgainGate";
import { Logo } from "@/app/shell/Logo";
import { Navigation } from "@/app/shell/Navigation";
import { PersonMenu } from "@/app/shell/PersonMenu";
import { IconButton } from "@/components/IconButton";
import { ProofGate } from "@/features/account/components/ProofGate";
import { noteEdits } from "@/lib/edits";
import { forgetKept, keepForOffline } from "@/lib/offline";

/**
 * The frame around every page of somebody who is logged in. What stands ahead of it is drawn at once, so that a slow phone
 * can do the rest in small steps, where the router's own would be one long one.
 */
export function Shell() {
  return useDeferredValue(true, false) ? <Frame /> : <div ref={ahead} />;
}

function ahead(place: HTMLElement | null): void {
  fill(place, "member");
}

function Frame() {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/member" });
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const [openOn, setOpenOn] = useState<string | null>(null); // on a small screen, until the page changes
  const open = openOn === pathname;
  const queryClient = useQueryClient();
  useEffect(() => {
    if (me.role === "student") return keepForOffline(queryClient, me.person_id);
    forgetKept(); // a student's, who used this device before
    return undefined;
  }, [me.role, me.person_id, queryClient]);
  const router = useRouter();
  useEffect(() => {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const left = new AbortController();
    noteEdits(left.signal); // at once: what is written while the rest is fetched is not lost either
    import("@/app/shell/notified").then(
      ({ startNotified }) => {
        const open = (path: string) => {
          router.history.push(path);
        };
        startNotified(open, me.person_id, left.signal);
      },
      () => undefined,
    );
    return () => {
      left.abort();
    };
  }, [router, me.person_id]);

  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[248px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:start-2"
      >
        {t("skip")}
      </a>
      <header className="flex flex-col border-line bg-sunken max-lg:sticky max-lg:top-0 max-lg:z-20 max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:border-e">
        <div className="flex h-14 items-center justify-between px-5 lg:h-16">
          <Logo />
          <IconButton
            icon={open ? X : MenuIcon}
            label={t("nav.openMenu")}
            aria-expanded={open}
            aria-controls="navigation"
            className="lg:hidden"
            onClick={() => {
              setOpenOn(open ? null : pathname);
            }}
          />
        </div>
        <div
          id="navigation"
          className={`${open ? "flex" : "hidden"} min-h-0 flex-1 flex-col px-3 pb-3 max-lg:absolute max-lg:inset-x-0 max-lg:top-full max-lg:h-[calc(100dvh-3.5rem)] max-lg:bg-sunken lg:flex`}
        >
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-4">
            <Navigation role={me.role} />
          </div>
          <PersonMenu me={me} />
        </div>
      </header>
      <div className="min-w-0">
      <DemoBanner />
      {/* a page says how far it stretches: data-wide for two columns to read, data-wide="all" for what fills a wide screen */}
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl has-[[data-wide=true]]:max-w-[104rem] has-[[data-wide=all]]:max-w-[200rem] px-5 pt-8 pb-24 outline-none sm:px-10 lg:pt-12">
        <Outlet />
      </main>
      </div>
      <ProofGate email={me.email} />
      <LoginAgainGate me={me} />
    </div>
  );
}
