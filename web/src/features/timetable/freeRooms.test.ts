import { beforeEach, describe, expect, it } from "vitest";

import { freeRooms } from "@/features/timetable/freeRooms";
import { setTimeZone } from "@/lib/format";

const rooms = ["hall", "lab", "attic"].map((room_id) => ({ room_id }));

function held(room_id: string, start: string, end: string, cancelled = false) {
  return { room_id, start_time: `2026-01-05T${start}:00Z`, end_time: `2026-01-05T${end}:00Z`, cancelled };
}

describe("rooms that are free", () => {
  beforeEach(() => {
    setTimeZone("Asia/Kathmandu");
  });

  it("are those without a class in that time, as clocks at the institution show it", () => {
    const classes = [held("hall", "04:15", "05:15"), held("lab", "05:15", "06:15")]; // from ten, and from eleven
    const free = freeRooms(rooms, classes, { start: "10:30", end: "11:00" });
    expect(free.map((room) => room.room_id)).toEqual(["lab", "attic"]);
  });

  it("count a class that was cancelled as gone, and offer a few", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ room_id: `room ${String(index)}` }));
    expect(freeRooms(rooms, [held("hall", "04:15", "05:15", true)], { start: "10:00", end: "11:00" })).toHaveLength(3);
    expect(freeRooms(many, [], { start: "10:00", end: "11:00" })).toHaveLength(6);
  });
});
