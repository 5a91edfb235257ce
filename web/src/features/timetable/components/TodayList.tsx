import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { ArrowRight, Ban, CalendarX2, CircleCheck, CircleDot, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { startSession } from "@/features/sessions/api/changeSessions";
import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { classesQuery } from "@/features/timetable/api/timetable";
import { isSoon, nextOf } from "@/features/timetable/today";
import { clock } from "@/lib/format";
import { newId } from "@/lib/ids";
import { useNow } from "@/lib/useNow";

/** Today's classes of whoever is logged in: what is now, what is next, and for teachers the one button. */
export function TodayList({ teaches }: { teaches: boolean }) {
  const { t } = useTranslation("timetable");
  const today = useQuery({ ...classesQuery(null), refetchInterval: 30_000 });
  return (
    <QueryView query={today}>
      {({ items }) => (items.length === 0 ? <Nothing /> : <Classes items={items} teaches={teaches} label={t("today.title")} />)}
    </QueryView>
  );
}

function Nothing() {
  const { t } = useTranslation("timetable");
  return (
    <p className="flex items-center gap-2 text-soft">
      <CalendarX2 size={18} aria-hidden />
      {t("today.none")}
    </p>
  );
}

function Classes({ items, teaches, label }: { items: readonly PlannedClass[]; teaches: boolean; label: string }) {
  const now = useNow(30_000);
  const next = nextOf(items, now);
  return (
    <Rows aria-label={label}>
      {items.map((one) => (
        <ClassRow key={one.occurrence_id} planned={one} now={now} isNext={one === next} teaches={teaches} />
      ))}
    </Rows>
  );
}

interface RowProps {
  planned: PlannedClass;
  now: number;
  isNext: boolean;
  teaches: boolean;
}

function ClassRow({ planned, now, isNext, teaches }: RowProps) {
  const { t } = useTranslation("timetable");
  return (
    <Row className={clsx(isNext && "bg-accent-tint/40")}>
      <span className={clsx("w-28 shrink-0 font-medium tabular-nums", planned.cancelled && "line-through")}>
        {clock(planned.start_time)}–{clock(planned.end_time)}
      </span>
      <span className="min-w-44 flex-1">
        <span className={clsx("block font-medium", planned.cancelled && "text-soft line-through")}>
          {planned.course_code} {planned.course_title}
        </span>
        <span className="block text-sm text-soft">
          {[planned.room_name, planned.group_name, teaches ? "" : planned.teacher_name, planned.note]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <State planned={planned} isNext={isNext} now={now} />
      {teaches && <Action planned={planned} isNext={isNext} now={now} label={t("today.start")} />}
    </Row>
  );
}

function State({ planned, isNext, now }: { planned: PlannedClass; isNext: boolean; now: number }) {
  const { t } = useTranslation("timetable");
  if (planned.cancelled) return <Tag icon={Ban}>{t("today.cancelled")}</Tag>;
  if (planned.session_open)
    return (
      <Tag icon={CircleDot} tone="good">
        {t("today.now")}
      </Tag>
    );
  if (planned.session_id || Date.parse(planned.end_time) <= now) return <Tag icon={CircleCheck}>{t("today.over")}</Tag>;
  if (isNext)
    return (
      <Tag icon={ArrowRight} tone="accent">
        {t("today.next")}
      </Tag>
    );
  return null;
}

function Action({ planned, isNext, now, label }: { planned: PlannedClass; isNext: boolean; now: number; label: string }) {
  const { t } = useTranslation("timetable");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [requestId] = useState(newId);
  const starting = useMutation({
    mutationFn: () => startSession({ course_id: planned.course_id, room_id: planned.room_id, request_id: requestId }),
    onSuccess: async (session) => {
      await queryClient.invalidateQueries({ queryKey: ["timetable", "classes"] });
      await navigate({ to: "/sessions/$sessionId", params: { sessionId: session.session_id } });
    },
  });
  if (planned.session_id)
    return (
      <Button asChild small look={planned.session_open ? "main" : "quiet"}>
        <Link to="/sessions/$sessionId" params={{ sessionId: planned.session_id }}>
          {planned.session_open ? t("today.open") : t("today.see")}
        </Link>
      </Button>
    );
  if (!isNext || !isSoon(planned, now)) return null;
  return (
    <>
      <Button
        small
        look="main"
        busy={starting.isPending}
        onClick={() => {
          starting.mutate();
        }}
      >
        <Play size={16} aria-hidden />
        {label}
      </Button>
      {starting.error && (
        <div className="basis-full">
          <ProblemNotice error={starting.error} />
        </div>
      )}
    </>
  );
}
