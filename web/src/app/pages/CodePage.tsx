import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { CodeScreen } from "@/features/checkin/components/CodeScreen";
import { sessionQuery } from "@/features/checkin/api/session";

/** The session's check-in code on the whole screen. */
export function CodePage() {
  const { t } = useTranslation(["checkin", "common"]);
  const { sessionId } = useParams({ from: "/sessions/$sessionId/code" });
  const session = useQuery(sessionQuery(sessionId)).data;
  const title = session ? `${session.course_code} · ${session.course_title}` : t("title");
  useEffect(() => {
    document.title = t("common:pageTitle", { title });
  }, [t, title]);
  return (
    <CodeScreen
      sessionId={sessionId}
      title={title}
      back={
        <Link to="/sessions/$sessionId" params={{ sessionId }} className="text-accent hover:underline">
          {t("screen.back")}
        </Link>
      }
    />
  );
}
