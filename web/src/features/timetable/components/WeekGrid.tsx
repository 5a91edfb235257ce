import clsx from "clsx";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { type Block, hoursOf, minutesOf, placed, timeOf } from "@/features/timetable/week";
import { clock, weekdayAndDay } from "@/lib/format";

const STEP = 5; // minutes to which a moved class snaps
const NUDGE_PX = 6; // less is a click

export interface Place {
  date: string;
  start: string;
}

interface Props {
  days: readonly string[];
  classes: readonly PlannedClass[];
  today: string;
  onPick: (planned: PlannedClass) => void;
  /** Somebody wants a class here; without it nothing can be added. */
  onAdd?: ((place: Place) => void) | undefined;
  /** A class was dragged there; without it nothing can be moved. */
  onMove?: ((planned: PlannedClass, place: Place) => void) | undefined;
}

type Drawn = Block & { planned: PlannedClass };

/** The week as a grid of days and hours; on a phone as a list of days. */
export function WeekGrid(props: Props) {
  return (
    <>
      <div className="hidden md:block">
        <Grid {...props} />
      </div>
      <div className="md:hidden">
        <DayLists {...props} />
      </div>
    </>
  );
}

function Grid({ days, classes, today, onPick, onAdd, onMove }: Props) {
  const { t } = useTranslation("timetable");
  const drawn: Drawn[] = classes.map((planned) => {
    const start = minutesOf(clock(planned.start_time));
    return { planned, start, end: Math.max(minutesOf(clock(planned.end_time)), start + 15) };
  });
  const { from, to } = hoursOf(drawn);
  const hours = Array.from({ length: to - from }, (_, index) => from + index);
  const height = hours.length * 3.5;
  const columns = useRef<HTMLDivElement>(null);
  const placeAt = (x: number, y: number): Place | null => {
    const box = columns.current?.getBoundingClientRect();
    if (!box || x < box.left || x >= box.right || y < box.top || y >= box.bottom) return null;
    const date = days[Math.floor(((x - box.left) / box.width) * days.length)];
    const minutes = from * 60 + ((y - box.top) / box.height) * hours.length * 60;
    return date ? { date, start: timeOf(Math.round(minutes / STEP) * STEP) } : null;
  };
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-raised">
      <div className="grid min-w-3xl grid-cols-[3.5rem_1fr]">
        <div />
        <div className="grid grid-cols-7 border-b border-line">
          {days.map((day) => (
            <div key={day} className={clsx("px-2 py-2 text-sm", day === today ? "font-semibold text-accent" : "text-soft")}>
              {weekdayAndDay(`${day}T12:00Z`)}
            </div>
          ))}
        </div>
        <div className="relative" style={{ height: `${String(height)}rem` }} aria-hidden>
          {hours.map((hour, index) => (
            <span
              key={hour}
              className="absolute end-2 text-xs text-soft tabular-nums"
              style={{ top: `${String(index * 3.5)}rem` }}
            >
              {timeOf(hour * 60)}
            </span>
          ))}
        </div>
        <div ref={columns} className="relative grid grid-cols-7" style={{ height: `${String(height)}rem` }}>
          {days.map((day) => (
            <div key={day} className={clsx("relative border-s border-line", day === today && "bg-accent-tint/30")}>
              {hours.map((hour, index) => (
                <button
                  key={hour}
                  type="button"
                  tabIndex={-1} // the button above the grid does the same without 100 stops
                  disabled={!onAdd}
                  aria-label={t("week.addAt", { day: weekdayAndDay(`${day}T12:00Z`), time: timeOf(hour * 60) })}
                  className="absolute inset-x-0 h-14 border-t border-line enabled:hover:bg-hover"
                  style={{ top: `${String(index * 3.5)}rem` }}
                  onClick={() => {
                    onAdd?.({ date: day, start: timeOf(hour * 60) });
                  }}
                />
              ))}
              {placed(drawn.filter(({ planned }) => planned.date === day)).map((block) => (
                <ClassBlock
                  key={block.planned.occurrence_id}
                  block={block}
                  from={from * 60}
                  span={hours.length * 60}
                  onPick={onPick}
                  onDrop={
                    onMove &&
                    ((x, y) => {
                      const place = placeAt(x, y);
                      if (place) onMove(block.planned, place);
                    })
                  }
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface BlockProps {
  block: Drawn & { lane: number; lanes: number };
  from: number;
  span: number;
  onPick: (planned: PlannedClass) => void;
  onDrop: ((x: number, topY: number) => void) | undefined;
}

/** One class; dragged by its upper edge's place it is moved, clicked or entered it is opened. */
function ClassBlock({ block, from, span, onPick, onDrop }: BlockProps) {
  const { planned, start, end, lane, lanes } = block;
  const [shift, setShift] = useState<{ x: number; y: number } | null>(null);
  const grabbed = useRef<{ x: number; y: number; top: number } | null>(null);
  const wasDragged = useRef(false);
  const canMove = onDrop !== undefined && planned.slot_id !== "" && planned.session_id === "";

  function grab(event: PointerEvent<HTMLButtonElement>) {
    wasDragged.current = false;
    if (!canMove || event.pointerType === "touch" || event.button !== 0) return; // a finger scrolls
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = { x: event.clientX, y: event.clientY, top: event.currentTarget.getBoundingClientRect().top };
  }

  function drag(event: PointerEvent<HTMLButtonElement>) {
    const origin = grabbed.current;
    if (!origin) return;
    const moved = { x: event.clientX - origin.x, y: event.clientY - origin.y };
    if (shift || Math.hypot(moved.x, moved.y) > NUDGE_PX) setShift(moved);
  }

  function drop(event: PointerEvent<HTMLButtonElement>) {
    const origin = grabbed.current;
    grabbed.current = null;
    if (!origin || !shift) return;
    wasDragged.current = true;
    onDrop?.(event.clientX, origin.top + shift.y);
    setShift(null);
  }

  return (
    <button
      type="button"
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={() => {
        grabbed.current = null;
        setShift(null);
      }}
      onClick={() => {
        if (!wasDragged.current) onPick(planned);
      }}
      className={clsx(
        "absolute flex flex-col items-start overflow-hidden rounded-control border px-1.5 py-1 text-start text-xs leading-4",
        planned.cancelled
          ? "border-dashed border-edge bg-raised text-soft line-through"
          : "border-accent/40 bg-accent-tint text-ink hover:border-accent",
        planned.session_open && "border-2 border-present",
        shift && "z-10 cursor-grabbing shadow-float",
      )}
      style={{
        top: `${String(((start - from) / span) * 100)}%`,
        height: `calc(${String(((end - start) / span) * 100)}% - 2px)`,
        insetInlineStart: `calc(${String((lane / lanes) * 100)}% + 1px)`,
        width: `calc(${String(100 / lanes)}% - 3px)`,
        transform: shift ? `translate(${String(shift.x)}px, ${String(shift.y)}px)` : undefined,
      }}
    >
      <span className="block font-semibold">{planned.course_code}</span>
      <span className="block tabular-nums">
        {clock(planned.start_time)}–{clock(planned.end_time)}
      </span>
      <span className="block">{[planned.room_name, planned.group_name].filter(Boolean).join(" · ")}</span>
    </button>
  );
}

function DayLists({ days, classes, today, onPick }: Props) {
  const { t } = useTranslation("timetable");
  return (
    <div className="flex flex-col gap-5">
      {days.map((day) => {
        const ofDay = classes.filter((one) => one.date === day);
        return (
          <section key={day} aria-label={weekdayAndDay(`${day}T12:00Z`)}>
            <h3 className={clsx("mb-1 font-semibold", day === today && "text-accent")}>{weekdayAndDay(`${day}T12:00Z`)}</h3>
            {ofDay.length === 0 ? (
              <p className="text-sm text-soft">{t("week.free")}</p>
            ) : (
              <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-raised">
                {ofDay.map((one) => (
                  <li key={one.occurrence_id}>
                    <button
                      type="button"
                      className="flex min-h-14 w-full items-center gap-3 px-4 py-2 text-start hover:bg-hover"
                      onClick={() => {
                        onPick(one);
                      }}
                    >
                      <span className={clsx("w-24 shrink-0 tabular-nums", one.cancelled && "line-through")}>
                        {clock(one.start_time)}–{clock(one.end_time)}
                      </span>
                      <span className={clsx("min-w-0 flex-1", one.cancelled && "text-soft line-through")}>
                        <span className="block font-medium">
                          {one.course_code} {one.course_title}
                        </span>
                        <span className="block text-sm text-soft">
                          {[one.room_name, one.group_name].filter(Boolean).join(" · ")}
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}
