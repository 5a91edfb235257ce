import clsx from "clsx";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { MarkIcon, MarkLabel } from "@/components/MarkLabel";
import type { Mark, MarkStatus } from "@/lib/api/types";

interface Props {
  mark: Mark;
  /** Said here and not answered yet. */
  wanted: MarkStatus | null;
  /** The one of the grid that Tab leads to. */
  isCurrent: boolean;
  statuses: readonly MarkStatus[];
  onFocus: (studentId: string) => void;
  onSay: (studentIds: readonly string[], status: MarkStatus) => void;
}

/** One student: number, name, the mark, and a button for each that can be given. */
export const StudentCell = memo(Cell, (before, now) => before.mark === now.mark && before.wanted === now.wanted && before.isCurrent === now.isCurrent);

function Cell({ mark, wanted, isCurrent, statuses, onFocus, onSay }: Props) {
  const { t } = useTranslation(["rollcall", "common"]);
  const status = wanted ?? mark.status;
  const label = t("cell", { name: mark.display_name, number: mark.student_number, status: t(`common:status.${status}`) });
  return (
    <li className="min-w-0">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the grid acts on keys, and follows where it is */}
      <div
        role="group"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- one stop of Tab for the grid
        tabIndex={isCurrent ? 0 : -1}
        data-student={mark.student_id}
        aria-label={label}
        aria-keyshortcuts="p l a e"
        aria-busy={wanted !== null}
        onFocus={() => {
          onFocus(mark.student_id);
        }}
        className={clsx(
          "flex flex-col gap-2 rounded-card border border-line bg-raised p-3 focus:outline-2 focus:outline-accent",
          wanted !== null && "border-dashed",
        )}
      >
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <p className="font-medium break-words">{mark.display_name}</p>
            <p className="truncate text-sm text-soft">{mark.student_number || " "}</p>
          </div>
          <MarkLabel status={status} />
        </div>
        <div className="grid grid-cols-4 gap-1">
          {statuses.map((one) => (
            <button
              key={one}
              type="button"
              tabIndex={-1} // the keys of the grid do the same; pointers and touch use these
              aria-label={t("mark", { name: mark.display_name, status: t(`common:status.${one}`) })}
              aria-pressed={status === one}
              onClick={() => {
                onSay([mark.student_id], one);
              }}
              className="grid h-10 place-items-center rounded-control border border-line hover:bg-hover aria-pressed:border-edge aria-pressed:bg-hover"
            >
              <MarkIcon status={one} />
            </button>
          ))}
        </div>
      </div>
    </li>
  );
}
