import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { minutesOf } from "@/features/timetable/week";
import { localClock } from "@/lib/format";

const MOST = 6; // that are offered

/** Rooms in which no class of the day is held in that time. */
export function freeRooms<Room extends { room_id: string }>(
  rooms: readonly Room[],
  classes: readonly Pick<PlannedClass, "room_id" | "start_time" | "end_time" | "cancelled">[],
  times: { start: string; end: string },
): Room[] {
  const start = minutesOf(times.start);
  const end = minutesOf(times.end);
  const taken = new Set(
    classes
      .filter((one) => !one.cancelled)
      .filter((one) => minutesOf(localClock(one.start_time)) < end && minutesOf(localClock(one.end_time)) > start)
      .map((one) => one.room_id),
  );
  return rooms.filter((room) => !taken.has(room.room_id)).slice(0, MOST);
}
