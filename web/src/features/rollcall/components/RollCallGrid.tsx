import clsx from "clsx";
import { Undo2 } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { MarkIcon } from "@/components/MarkLabel";
import { ProblemNotice } from "@/components/ProblemNotice";
import { SearchField } from "@/components/SearchField";
import { StudentCell } from "@/features/rollcall/components/StudentCell";
import { type Filter, inOrder, isRemaining, isShown, KEYS, neighbour } from "@/features/rollcall/rollCall";
import { useRollCall } from "@/features/rollcall/useRollCall";
import type { Mark, MarkStatus } from "@/lib/api/types";

interface Props {
  sessionId: string;
  marks: ReadonlyMap<string, Mark>;
  onAnswer: (mark: Mark) => void;
  children?: ReactNode;
}

const STATUSES: readonly MarkStatus[] = ["present", "late", "absent", "excused"];

/** The whole class as a grid: arrows lead from one to the next, one key marks, one takes back. Photos are not shown. */
export function RollCallGrid({ sessionId, marks, onAnswer, children }: Props) {
  const { t } = useTranslation(["rollcall", "common"]);
  const [filter, setFilter] = useState<Filter>("all");
  const [query, setQuery] = useState("");
  const [at, setAt] = useState<string | null>(null);
  const grid = useRef<HTMLUListElement>(null);
  const call = useRollCall(sessionId, marks, onAnswer);
  const ordered = useMemo(() => inOrder(marks.values()), [marks]);
  // who was just marked stays in sight until the filter is chosen anew: a list that jumps loses the place
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const shown = ordered.filter((mark) => isShown(mark, filter, query) || (kept.has(mark.student_id) && isShown(mark, "all", query)));
  const remaining = ordered.filter((mark) => isRemaining(mark) && !call.pending.has(mark.student_id));
  const current = shown.some((mark) => mark.student_id === at) ? at : (shown[0]?.student_id ?? null);

  const say = (studentIds: readonly string[], status: MarkStatus) => {
    setKept((others) => new Set([...others, ...studentIds]));
    call.say(studentIds, status);
  };
  const focus = (index: number) => {
    const cells = grid.current?.querySelectorAll<HTMLElement>("[data-student]");
    cells?.[index]?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.repeat && !event.key.startsWith("Arrow"))) return;
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-student]");
    const key = event.key.toLowerCase();
    if (key === "u" && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      call.undo();
      return;
    }
    if (!cell || !grid.current) return;
    const index = shown.findIndex((mark) => mark.student_id === cell.dataset.student);
    if (key in KEYS) {
      event.preventDefault();
      say([cell.dataset.student ?? ""], KEYS[key as keyof typeof KEYS]);
      focus(neighbour(index, "ArrowRight", shown.length, 1)); // the next name is called
      return;
    }
    const columns = getComputedStyle(grid.current).gridTemplateColumns.split(" ").length;
    const next = neighbour(index, event.key, shown.length, columns);
    if (next !== index || event.key.startsWith("Arrow")) {
      event.preventDefault();
      focus(next);
    }
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the grid inside, and undo beside it
    <div onKeyDown={onKey} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <SearchField label={t("search")} value={query} onSearch={setQuery} />
        <ChoiceBar
          label={t("filter.label")}
          value={filter}
          choices={(["all", "remaining", "absent"] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
          onChoose={(value) => {
            setKept(new Set());
            setFilter(value);
          }}
        />
        <Button small disabled={!call.canUndo} onClick={call.undo} aria-keyshortcuts="u">
          <Undo2 size={16} aria-hidden />
          {t("undo")}
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-soft">{t("rest", { count: remaining.length })}</span>
        {remaining.length > 0 &&
          (["present", "absent"] as const).map((status) => (
            <Button
              key={status}
              small
              onClick={() => {
                say(
                  remaining.map((mark) => mark.student_id),
                  status,
                );
              }}
            >
              <MarkIcon status={status} />
              {t(`markRest.${status}`)}
            </Button>
          ))}
      </div>
      <p className="text-sm text-soft max-sm:hidden">{t("keys")}</p>
      {call.problem && <ProblemNotice error={call.problem} title={t("notSent")} onRetry={call.problem.isPassing ? call.retry : undefined} />}
      {call.refused.map((one) => (
        <ProblemNotice key={one.studentId} error={one.why} title={t("refused", { name: one.name })} />
      ))}
      {children}
      <ul
        ref={grid}
        aria-label={t("grid")}
        className={clsx("grid grid-cols-1 gap-2 sm:grid-cols-2 xl:grid-cols-3 3xl:grid-cols-5 4xl:grid-cols-7", shown.length === 0 && "hidden")}
      >
        {shown.map((mark) => (
          <StudentCell
            key={mark.student_id}
            mark={mark}
            wanted={call.pending.get(mark.student_id) ?? null}
            isCurrent={mark.student_id === current}
            statuses={STATUSES}
            onFocus={setAt}
            onSay={say}
          />
        ))}
      </ul>
      {shown.length === 0 && <p className="py-8 text-center text-soft">{t("nobody")}</p>}
    </div>
  );
}
