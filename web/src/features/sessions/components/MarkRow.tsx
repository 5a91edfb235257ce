import clsx from "clsx";
import { TriangleAlert } from "lucide-react";
import { type ComponentProps, memo } from "react";
import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { MarkMenu } from "@/features/sessions/components/MarkMenu";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { clock } from "@/lib/format";

export type OnMark = (mark: Mark, status: MarkStatus, note?: string) => void;

interface Props {
  mark: Mark;
  isNew: boolean;
  onMark: OnMark;
  onNote: (mark: Mark) => void;
  onWhy: (mark: Mark) => void;
  row: ComponentProps<"li">;
}

/** One student in a list of a session. */
function Row({ mark, isNew, onMark, onNote, onWhy, row }: Props) {
  const { t } = useTranslation("sessions");
  return (
    <li
      {...row}
      data-student={mark.student_id}
      className={clsx("flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2", isNew && "animate-arrive")}
    >
      <span className="min-w-32 flex-1">
        <span className="block truncate font-medium">{mark.display_name}</span>
        <span className="block truncate text-sm text-soft">{[mark.student_number, how()].filter(Boolean).join(" · ")}</span>
        {mark.seen_elsewhere && (
          <span className="mt-0.5 flex items-start gap-1 text-sm text-late">
            <TriangleAlert size={16} className="mt-1 shrink-0" aria-hidden />
            {t("mark.seenElsewhere")}
          </span>
        )}
        {mark.note && <span className="block text-sm break-words whitespace-pre-line text-soft">“{mark.note}”</span>}
      </span>
      <span className="ms-auto flex items-center gap-1">
        {/* the list's own title says it of those not yet seen */}
        {mark.status !== "not_seen" && <MarkLabel status={mark.status} />}
        <MarkMenu
          mark={mark}
          onMark={(status, note) => {
            onMark(mark, status, note);
          }}
          onNote={onNote}
          onWhy={onWhy}
        />
      </span>
    </li>
  );

  function how(): string {
    if (mark.source === "teacher") return t("mark.byTeacher");
    if (mark.first_seen_time && mark.confirmed_by) return t("mark.confirmed", { time: clock(mark.first_seen_time) });
    if (mark.first_seen_time) return t("mark.seen", { time: clock(mark.first_seen_time) });
    return "";
  }
}

/** Drawn anew only when it changes: with hundreds of students something changes all the time. */
export const MarkRow = memo(
  Row,
  (before, now) =>
    before.mark === now.mark &&
    before.isNew === now.isNew &&
    before.onMark === now.onMark &&
    before.onNote === now.onNote &&
    before.onWhy === now.onWhy &&
    before.row.style?.top === now.row.style?.top &&
    before.row["aria-posinset"] === now.row["aria-posinset"] &&
    before.row["aria-setsize"] === now.row["aria-setsize"],
);
