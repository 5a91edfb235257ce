import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { createQueryClient } from "@/app/queryClient";
import { createAppRouter } from "@/app/router";
import { askForLogin } from "@/app/shell/loginEnded";
import { meQuery } from "@/features/account/api/me";
import { formatNumber } from "@/lib/format";
import { startLanguage } from "@/lib/i18n/setup";
import { FIRST_TEXTS } from "@/lib/i18n/tiers";
import { installWorker } from "@/lib/install";
import { leadToMistakes } from "@/lib/mistakes";
import { startOffline } from "@/lib/offline";
import { LOGIN_ENDED_EVENT } from "@/lib/socket/loginEvents";

const queryClient = createQueryClient(loginEnded);
startOffline(queryClient);
await startLanguage(FIRST_TEXTS);
const router = createAppRouter(queryClient);

/** Whatever notices it, the page asks where it stands, or goes to the log-in and comes back to where it was. */
function loginEnded(): void {
  if (queryClient.getQueryData(meQuery.queryKey) === null || askForLogin()) return;
  queryClient.setQueryData(meQuery.queryKey, null);
  void router.invalidate();
}

window.addEventListener(LOGIN_ENDED_EVENT, loginEnded);
leadToMistakes();

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
const page = createRoot(root);
startTransition(() => {
  // what stands ahead is there to be looked at, so that this is drawn in small steps
  page.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
});
setTimeout(formatNumber, 0, 0); // a phone's first formatting takes long: while the page waits for what there is to format

const forget = router.subscribe("onRendered", () => {
  if (!root.hasChildNodes()) return;
  document.getElementById("ahead")?.remove();
  forget();
});
installWorker(() => queryClient.isFetching() > 0);
