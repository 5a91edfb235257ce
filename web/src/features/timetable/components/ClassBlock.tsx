import clsx from "clsx";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { addDays, type Block, minutesOf, type Place, timeOf } from "@/features/timetable/week";
import { clock, localClock, weekdayAndDay } from "@/lib/format";

export const STEP = 15; // minutes to which a moved class snaps
const NUDGE_PX = 6; // less is a click

export type Drawn = Block & { planned: PlannedClass };

interface Props {
  block: Drawn & { lane: number; lanes: number };
  from: number;
  span: number;
  /** The day and time at a point of the window; null outside of the grid. */
  placeAt: (x: number, y: number) => Place | null;
  onPick: (planned: PlannedClass) => void;
  onMove: ((planned: PlannedClass, place: Place) => void) | undefined;
}

interface Shift {
  x: number;
  y: number;
  place: Place | null;
}

/** One class: dragged, or moved by Alt and an arrow key, it asks to be held elsewhere; clicked or entered it opens. */
export function ClassBlock({ block, from, span, placeAt, onPick, onMove }: Props) {
  const { t } = useTranslation("timetable");
  const { planned, start, end, lane, lanes } = block;
  const [shift, setShift] = useState<Shift | null>(null);
  const grabbed = useRef<{ x: number; y: number; top: number } | null>(null);
  const wasDragged = useRef(false);
  const move = planned.slot_id !== "" && planned.session_id === "" && !planned.cancelled ? onMove : undefined;

  function grab(event: PointerEvent<HTMLButtonElement>) {
    wasDragged.current = false;
    if (!move || event.pointerType === "touch" || event.button !== 0) return; // a finger scrolls
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = { x: event.clientX, y: event.clientY, top: event.currentTarget.getBoundingClientRect().top };
  }

  function drag(event: PointerEvent<HTMLButtonElement>) {
    const origin = grabbed.current;
    if (!origin) return;
    const x = event.clientX - origin.x;
    const y = event.clientY - origin.y;
    if (shift || Math.hypot(x, y) > NUDGE_PX) setShift({ x, y, place: placeAt(event.clientX, origin.top + y) });
  }

  function drop() {
    grabbed.current = null;
    if (!shift) return;
    wasDragged.current = true;
    setShift(null);
    if (shift.place && !isAt(shift.place, planned)) move?.(planned, shift.place);
  }

  function nudge(event: KeyboardEvent<HTMLButtonElement>) {
    const [days, minutes] = STEPS[event.key] ?? [0, 0];
    if (!move || !event.altKey || (days === 0 && minutes === 0)) return;
    event.preventDefault(); // Alt and left would leave the page
    const ahead = document.documentElement.dir === "rtl" ? -days : days;
    const begins = minutesOf(localClock(planned.start_time)) + minutes;
    move(planned, { date: addDays(planned.date, ahead), start: timeOf(begins) });
  }

  return (
    <button
      type="button"
      aria-keyshortcuts={move && "Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight"}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={() => {
        grabbed.current = null;
        setShift(null);
      }}
      onKeyDown={nudge}
      onClick={() => {
        if (!wasDragged.current) onPick(planned);
        wasDragged.current = false;
      }}
      className={clsx(
        "absolute flex flex-col items-start overflow-hidden rounded-control border px-1.5 py-1 text-start text-xs leading-4",
        planned.cancelled
          ? "border-dashed border-edge bg-raised text-soft"
          : "border-accent/40 bg-accent-tint text-ink hover:border-accent",
        planned.session_open && "border-2 border-present",
        move && !shift && "cursor-grab",
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
      <span className={clsx("block font-semibold", planned.cancelled && "line-through")}>{planned.course_code}</span>
      <span className={clsx("block tabular-nums", planned.cancelled && "line-through")}>
        {shift?.place
          ? `${shift.place.start}–${timeOf(minutesOf(shift.place.start) + end - start)}`
          : `${clock(planned.start_time)}–${clock(planned.end_time)}`}
      </span>
      <span className="block">
        {[planned.cancelled ? t("today.cancelled") : "", planned.room_name, planned.group_name].filter(Boolean).join(" · ")}
      </span>
      {/* seen from the column it stands in */}
      <span className="sr-only">{weekdayAndDay(planned.date)}</span>
    </button>
  );
}

/** Days and minutes by which an arrow key moves. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

function isAt(place: Place, planned: PlannedClass): boolean {
  return place.date === planned.date && place.start === localClock(planned.start_time);
}
