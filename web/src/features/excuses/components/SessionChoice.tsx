import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckRow } from "@/components/CheckRow";
import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { studentMarksQuery } from "@/features/attendance/api/marks";
import { dateAndClock } from "@/lib/format";

const MOST_SESSIONS = 50;

interface Props {
  studentId: string;
  chosen: readonly string[];
  error: string | undefined;
  onChange: (sessionIds: readonly string[]) => void;
}

/** Single sessions, of those that the student was on the roster of; newest first. */
export function SessionChoice({ studentId, chosen, error, onChange }: Props) {
  const { t } = useTranslation(["excuses", "common"]);
  const marks = useInfiniteQuery(studentMarksQuery(studentId));
  return (
    <fieldset aria-invalid={error !== undefined}>
      <legend className="mb-1 font-medium">{t("form.sessions")}</legend>
      <QueryView query={marks}>
        {({ pages }) => (
          <div className="max-h-80 overflow-y-auto rounded-card border border-line bg-raised p-1">
            {pages
              .flatMap((page) => page.items)
              .map(({ session, mark }) => (
                <CheckRow
                  key={session.session_id}
                  checked={chosen.includes(session.session_id)}
                  detail={t(`common:status.${mark.status}`)}
                  onChange={(wanted) => {
                    const others = chosen.filter((one) => one !== session.session_id);
                    onChange(wanted ? [...others, session.session_id].slice(-MOST_SESSIONS) : others);
                  }}
                >
                  {session.course_code}, {dateAndClock(session.start_time)}
                </CheckRow>
              ))}
            {pages[0]?.items.length === 0 && <p className="px-3 py-2 text-soft">{t("form.noSessions")}</p>}
            <LoadMore {...marks} />
          </div>
        )}
      </QueryView>
      {error && (
        <p role="alert" className="mt-1 text-absent">
          {error}
        </p>
      )}
    </fieldset>
  );
}
