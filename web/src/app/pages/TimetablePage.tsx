import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { coursesQuery } from "@/features/courses/api/courses";
import { roomsQuery } from "@/features/rooms/api/rooms";
import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { type ClassFilter, classesQuery, institutionQuery, teachersQuery } from "@/features/timetable/api/timetable";
import { ClassDialog } from "@/features/timetable/components/ClassDialog";
import { FeedSection } from "@/features/timetable/components/FeedSection";
import { ImportDialog } from "@/features/timetable/components/ImportDialog";
import { SlotForm } from "@/features/timetable/components/SlotForm";
import { type Place, WeekGrid } from "@/features/timetable/components/WeekGrid";
import { addDays, firstWeekday, minutesOf, timeOf, weekOf } from "@/features/timetable/week";
import { clock, localDay, weekdayAndDay } from "@/lib/format";

/** The week: administrators arrange it, teachers change their classes, students read theirs. */
export function TimetablePage() {
  const { me } = useRouteContext({ from: "/member" });
  const institution = useQuery(institutionQuery);
  return (
    <QueryView query={institution}>
      {({ weekend_days }) => <Week role={me.role} weekend={weekend_days} />}
    </QueryView>
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
          isAdmin && (
            <>
              <ImportDialog />
              <Button
                look="main"
                onClick={() => {
                  setAdding({ date: day, start: "10:00" });
                }}
              >
                <Plus size={18} aria-hidden />
                {t("slot.add")}
              </Button>
            </>
          )
        }
      />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div className="flex items-center gap-1">
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
          <h2 className="ms-2 font-semibold" aria-live="polite">
            {weekdayAndDay(`${days[0] ?? day}T12:00Z`)} – {weekdayAndDay(`${days[6] ?? day}T12:00Z`)}
          </h2>
        </div>
        {isAdmin && <Filters onChange={setFilter} />}
      </div>
      <QueryView query={classes}>
        {({ items }) => (
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
                    const minutes = minutesOf(clock(planned.end_time)) - minutesOf(clock(planned.start_time));
                    setPicked({ planned, to: { ...place, end: timeOf(minutesOf(place.start) + minutes) } });
                  }
            }
          />
        )}
      </QueryView>
      {picked && (
        <ClassDialog
          {...picked}
          may={isAdmin ? "slot" : role === "teacher" ? "class" : "nothing"}
          onClose={() => {
            setPicked(null);
          }}
        />
      )}
      <Modal
        open={adding !== null}
        onOpenChange={(open) => {
          if (!open) setAdding(null);
        }}
        title={t("slot.add")}
        purpose={t("slot.purpose")}
      >
        {adding && (
          <SlotForm
            at={adding}
            onDone={() => {
              setAdding(null);
            }}
          />
        )}
      </Modal>
      {!isAdmin && (
        <div className="mt-10">
          <FeedSection />
        </div>
      )}
    </>
  );
}

/** One room, course or teacher at a time: what a grid can show. */
function Filters({ onChange }: { onChange: (filter: ClassFilter) => void }) {
  const { t } = useTranslation("timetable");
  const rooms = useQuery(roomsQuery);
  const courses = useQuery(coursesQuery);
  const teachers = useQuery(teachersQuery);
  return (
    <div className="w-full sm:w-64">
      <SelectField
        label={t("week.show")}
        onChange={(event) => {
          const [kind, id] = event.target.value.split(" ");
          onChange(kind && id ? { [kind]: id } : {});
        }}
      >
        <option value="">{t("week.everything")}</option>
        <optgroup label={t("fields.room")}>
          {rooms.data?.map((one) => (
            <option key={one.room_id} value={`room_id ${one.room_id}`}>
              {one.name}
            </option>
          ))}
        </optgroup>
        <optgroup label={t("fields.course")}>
          {courses.data?.map((one) => (
            <option key={one.course_id} value={`course_id ${one.course_id}`}>
              {one.code} {one.title}
            </option>
          ))}
        </optgroup>
        <optgroup label={t("fields.teacher")}>
          {teachers.data?.map((one) => (
            <option key={one.person_id} value={`teacher_id ${one.person_id}`}>
              {one.display_name}
            </option>
          ))}
        </optgroup>
      </SelectField>
    </div>
  );
}
