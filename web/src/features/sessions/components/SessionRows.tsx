import { Link } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ROW_LINK, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { Session } from "@/lib/api/types";
import { clock, shortDate } from "@/lib/format";

export function SessionRows({ sessions, label }: { sessions: readonly Session[]; label: string }) {
  const { t } = useTranslation("sessions");
  return (
    <Rows aria-label={label}>
      {sessions.map((session) => (
        <li key={session.session_id}>
          <Link to="/sessions/$sessionId" params={{ sessionId: session.session_id }} className={ROW_LINK}>
            <span className="min-w-0 flex-1 basis-64">
              <span className="block font-medium break-words">
                {session.course_code} · {session.course_title}
              </span>
              <span className="block text-sm break-words text-soft">
                {session.room_name} · {shortDate(session.start_time)}, {clock(session.start_time)}
                {session.end_time && `–${clock(session.end_time)}`}
              </span>
            </span>
            <span className="text-sm text-soft">
              {t("presentOf", { present: session.present_count, total: session.roster_size })}
            </span>
            {!session.end_time && (
              <Tag icon={Radio} tone="accent">
                {t("open")}
              </Tag>
            )}
          </Link>
        </li>
      ))}
    </Rows>
  );
}
