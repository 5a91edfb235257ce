import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useCallback, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { dateAndClock } from "@/lib/format";
import { oldestShown } from "@/lib/offline";
import { useConnectionLost } from "@/lib/socket/connections";

/** Says calmly that the page is cut off; a break too short to notice is not mentioned. */
export function ConnectionBanner() {
  const isLost = useConnectionLost();
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-30 flex justify-center px-4">
      {isLost && (
        <p className="flex animate-late items-center gap-3 rounded-card border border-line bg-raised px-4 py-3 shadow-float">
          <CloudOff size={20} className="shrink-0 text-late" aria-hidden />
          <Words />
        </p>
      )}
    </div>
  );
}

/** Of what may be read offline it is told how old it is. */
function Words() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const follow = useCallback((listener: () => void) => queryClient.getQueryCache().subscribe(listener), [queryClient]);
  const shown = useSyncExternalStore(follow, () => oldestShown(queryClient)); // the page is drawn after the banner
  return shown ? t("offlineSince", { time: dateAndClock(shown) }) : t("connectionLost");
}
