import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Below } from "@/components/Below";
import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { type ClassFilter, classesQuery, institutionQuery } from "@/features/timetable/api/timetable";
import { AddClasses } from "@/features/timetable/components/AddClasses";
import { ClassDialog } from "@/features/timetable/components/ClassDialog";
import { FeedSection } from "@/features/timetable/components/FeedSection";
import { ImportDialog } from "@/features/timetable/components/ImportDialog";
import { WeekFilter } from "@/features/timetable/components/WeekFilter";
import { WeekGrid } from "@/features/timetable/components/WeekGrid";
import { addDays, firstWeekday, minutesOf, type Place, timeOf, weekOf } from "@/features/timetable/week";
import { localClock, localDay, weekdayAndDay } from "@/lib/format";

/** The week: administrators arrange it, teachers change their classes, students read theirs. */
export function TimetablePage() {
  const { me } = useRouteContext({ from: "/member" });
  const institution = useQuery(institutionQuery);
  return (
    <div data-wide="all">
      <QueryView query={institution}>
        {({ weekend_days }) => <Week role={me.role} weekend={weekend_days} />}
      </QueryView>
    </div>
  );
}

function Week({ role, weekend }: { role: "student" | "teacher" | "admin"; weekend: readonly number[] }) {
  const { t } = useTranslation("timetable");
  const [today] = useState(() => localDay(new Date().toISOString()));
  const [day, setDay] = useState(today);
  const [filter, setFilter] = useState<ClassFilter>({});
  const [picked, setPicked] = useState<{ planned: PlannedClass; to?: { date: string; start: string; end: string } } | null>(
    null,
  );
  const [adding, setAdding] = useState<Place | null>(null);
  const days = weekOf(day, firstWeekday(weekend));
  const classes = useQuery(classesQuery({ first: days[0] ?? day, last: days[6] ?? day }, filter));
  const isAdmin = role === "admin";
  return (
    <>
      <PageHeader
        title={t("title")}
        purpose={t(`purpose.${role}`)}
        action={
          role !== "student" && (
            <>
              {isAdmin && <ImportDialog />}
              <Button
                look="main"
                onClick={() => {
                  setAdding({ date: day, start: "10:00" });
                }}
              >
                <Plus size={18} aria-hidden />
                {isAdmin ? t("slot.add") : t("extra.add")}
              </Button>
            </>
          )
        }
      />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div className="flex flex-wrap items-center gap-1">
          <IconButton
            icon={ChevronLeft}
            label={t("week.before")}
            onClick={() => {
              setDay(addDays(day, -7));
            }}
          />
          <IconButton
            icon={ChevronRight}
            label={t("week.after")}
            onClick={() => {
              setDay(addDays(day, 7));
            }}
          />
          <Button
            small
            look="quiet"
            onClick={() => {
              setDay(today);
            }}
          >
            {t("week.today")}
          </Button>
          <h2 className="ms-2 font-semibold max-sm:order-first max-sm:ms-0 max-sm:basis-full" aria-live="polite">
            {weekdayAndDay(days[0] ?? day)} – {weekdayAndDay(days[6] ?? day)}
          </h2>
        </div>
        {isAdmin && <WeekFilter onChange={setFilter} />}
      </div>
      <QueryView query={classes}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="mb-3 text-soft">{t(`empty.${role}`)}</p>}
            <WeekGrid
              days={days}
              classes={items}
              today={today}
              onPick={(planned) => {
                setPicked({ planned });
              }}
              onAdd={isAdmin ? setAdding : undefined}
              onMove={
                role === "student"
                  ? undefined
                  : (planned, place) => {
                      const minutes = minutesOf(localClock(planned.end_time)) - minutesOf(localClock(planned.start_time));
                      setPicked({ planned, to: { ...place, end: timeOf(minutesOf(place.start) + minutes) } });
                    }
              }
            />
          </>
        )}
      </QueryView>
      {picked && (
        <ClassDialog
          {...picked}
          planned={classes.data?.items.find((one) => one.occurrence_id === picked.planned.occurrence_id) ?? picked.planned}
          may={isAdmin ? "slot" : role === "teacher" ? "class" : "nothing"}
          onClose={() => {
            setPicked(null);
          }}
        />
      )}
      {adding && (
        <AddClasses
          at={adding}
          mayRepeat={isAdmin}
          onClose={() => {
            setAdding(null);
          }}
        />
      )}
      {!isAdmin && (
        <Below coming={classes.isPending}>
          <div className="mt-10">
            <FeedSection />
          </div>
        </Below>
      )}
    </>
  );
}
