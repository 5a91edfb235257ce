import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { MarkMenu } from "@/features/sessions/components/MarkMenu";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { clock } from "@/lib/format";

interface Props {
  title: string;
  empty: string;
  marks: readonly Mark[];
  onMark: (mark: Mark, status: MarkStatus, note?: string) => void;
}

/** One of a session's lists, by name. */
export function MarkList({ title, empty, marks, onMark }: Props) {
  const { t } = useTranslation("sessions");
  return (
    <section aria-label={title} className="overflow-hidden rounded-card border border-line bg-raised">
      <h2 className="flex items-baseline justify-between border-b border-line bg-sunken px-4 py-2 font-semibold">
        {title}
        <span className="text-sm text-soft">{marks.length}</span>
      </h2>
      {marks.length === 0 ? (
        <p className="px-4 py-6 text-soft">{empty}</p>
      ) : (
        <ul aria-label={title} className="divide-y divide-line">
          {marks.map((mark) => (
            <li
              key={mark.student_id}
              data-student={mark.student_id}
              className="flex min-h-14 animate-arrive flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2"
            >
              <span className="min-w-32 flex-1">
                <span className="block truncate font-medium">{mark.display_name}</span>
                <span className="block truncate text-sm text-soft">
                  {[mark.student_number, how(mark)].filter(Boolean).join(" · ")}
                </span>
                {mark.seen_elsewhere && (
                  <span className="mt-0.5 flex items-start gap-1 text-sm text-late">
                    <TriangleAlert size={16} className="mt-1 shrink-0" aria-hidden />
                    {t("mark.seenElsewhere")}
                  </span>
                )}
                {mark.note && <span className="block text-sm break-words whitespace-pre-line text-soft">“{mark.note}”</span>}
              </span>
              <span className="ml-auto flex items-center gap-1">
                {/* the list's own title says it of those not yet seen */}
                {mark.status !== "not_seen" && <MarkLabel status={mark.status} />}
                <MarkMenu
                  mark={mark}
                  onMark={(status, note) => {
                    onMark(mark, status, note);
                  }}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );

  function how(mark: Mark): string {
    if (mark.source === "teacher") return t("mark.byTeacher");
    if (mark.first_seen_time && mark.confirmed_by) return t("mark.confirmed", { time: clock(mark.first_seen_time) });
    if (mark.first_seen_time) return t("mark.seen", { time: clock(mark.first_seen_time) });
    return "";
  }
}
