import { Square } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { endSession } from "@/features/sessions/api/changeSessions";
import { groupsOf } from "@/features/sessions/groups";
import type { LiveSession } from "@/features/sessions/liveSession";
import type { Session } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

interface Props {
  sessionId: string;
  live: LiveSession;
  /** Faces nobody has looked at yet. */
  openReviews: number;
  onEnded: (session: Session) => void;
}

const MOST_NAMES = 12;

/** Ends the session, after saying what is still open in it. */
export function EndSessionButton({ sessionId, live, openReviews, onEnded }: Props) {
  const { t } = useTranslation("sessions");
  const { here, late, waiting, away } = groupsOf(live.marks);
  const lines = [
    { label: t("groups.here"), count: here.length },
    { label: t("groups.late"), count: late.length },
    { label: t("groups.away"), count: away.length },
    { label: t("groups.waiting"), count: waiting.length },
    { label: t("end.reviews"), count: openReviews },
  ];
  return (
    <ConfirmButton
      trigger={(ask) => (
        <Button look="main" onClick={ask}>
          <Square size={16} aria-hidden />
          {t("end.label")}
        </Button>
      )}
      title={t("end.title")}
      consequence={t("end.consequence")}
      action={t("end.action")}
      onConfirm={async () => {
        onEnded(await endSession(sessionId));
      }}
    >
      <dl className="mb-2 divide-y divide-line">
        {lines.map(({ label, count }) => (
          <div key={label} className="flex justify-between gap-4 py-1.5">
            <dt className="text-soft">{label}</dt>
            <dd className="font-medium">{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {waiting.length > 0 && (
        <p className="text-sm text-soft">
          {t(waiting.length > MOST_NAMES ? "end.waitingMore" : "end.waiting", {
            names: waiting
              .slice(0, MOST_NAMES)
              .map((mark) => mark.display_name)
              .join(", "),
            count: Math.max(1, waiting.length - MOST_NAMES),
          })}
        </p>
      )}
    </ConfirmButton>
  );
}
