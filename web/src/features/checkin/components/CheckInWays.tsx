import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, QrCode } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { boardQuery } from "@/features/checkin/api/checkIn";

/** The ways to be taken in without a camera: the code on the screen, and the roll call. */
export function CheckInWays({ sessionId, isOpen }: { sessionId: string; isOpen: boolean }) {
  const { t } = useTranslation("checkin");
  return (
    <>
      {isOpen && (
        <Button asChild>
          <Link to="/sessions/$sessionId/code" params={{ sessionId }}>
            <QrCode size={18} aria-hidden />
            {t("ways.code")}
          </Link>
        </Button>
      )}
      <Button asChild>
        <Link to="/sessions/$sessionId/roll-call" params={{ sessionId }}>
          <ListChecks size={18} aria-hidden />
          {t("ways.rollCall")}
        </Link>
      </Button>
    </>
  );
}

const FOLLOW_CLAIMS_MS = 5_000;

/** Somebody typed a student number at the kiosk: the teacher decides, on the roll call. */
export function ClaimsBanner({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation("checkin");
  const board = useQuery({ ...boardQuery(sessionId), refetchInterval: FOLLOW_CLAIMS_MS, refetchIntervalInBackground: false });
  const count = board.data?.claims.length ?? 0;
  if (count === 0) return null;
  return (
    <div className="mb-6">
      <Notice
        title={t("claims.banner", { count })}
        action={
          <Button small asChild>
            <Link to="/sessions/$sessionId/roll-call" params={{ sessionId }}>
              {t("claims.look")}
            </Link>
          </Button>
        }
      >
        {t("claims.purpose")}
      </Notice>
    </div>
  );
}
