import { expect, test, vi } from "vitest";

import type { Institution, PlannedClass, TimetableSlot } from "@/features/timetable/api/changeTimetable";
import { ClassDialog } from "@/features/timetable/components/ClassDialog";
import { draw, press, type, until } from "@/testing/draw";

const SLOT: TimetableSlot = {
  slot_id: "slot",
  course_id: "course",
  course_code: "PH101",
  course_title: "Mechanics",
  group_id: "",
  group_name: "",
  room_id: "room",
  room_name: "B-204",
  teacher_id: "",
  teacher_name: "",
  weekdays: [1, 3],
  start_time: "10:00",
  end_time: "11:00",
  first_date: "2026-03-02",
  last_date: "2026-06-30",
  interval_weeks: 1,
  revision: 1,
};
const CLASS = { slot_id: "slot", date: "2026-03-02", rule_date: "2026-03-02", session_id: "", course_code: "PH101" } as PlannedClass;
const HERE = { weekend_days: [6], time_zone: "Asia/Kathmandu", revision: 1 } as Institution;

/** A gateway of one slot, as far as the dialog asks it. */
function dialog(slot: TimetableSlot | null) {
  const kept = { slot, onClose: vi.fn<() => void>() };
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") {
      const sent = (await request.json()) as TimetableSlot;
      if (sent.revision !== kept.slot?.revision) {
        return Response.json({ detail: "it was changed", reason: "SLOT_CHANGED" }, { status: 409 });
      }
      kept.slot = { ...kept.slot, end_time: sent.end_time, weekdays: sent.weekdays, revision: sent.revision + 1 };
      return Response.json(kept.slot);
    }
    if (pathname.endsWith("/institution")) return Response.json(HERE);
    const items = pathname.endsWith("/slots") && kept.slot ? [kept.slot] : [];
    return Response.json({ items, next_page_token: "" });
  });
  draw(<ClassDialog planned={{ ...CLASS, start_time: "2026-03-02T04:15:00Z", end_time: "2026-03-02T05:15:00Z" }} may="slot" onClose={kept.onClose} />);
  return kept;
}

const end = () => document.querySelector<HTMLInputElement>("input[name=end_time]");
const notice = () => document.querySelector("[role=dialog] [role=alert]")?.textContent ?? "";
const chosenDays = () => document.querySelectorAll("fieldset input:checked").length;

async function typedOver(slot: TimetableSlot) {
  const kept = dialog(slot);
  await press("All from a day on");
  await until(() => {
    expect(end()?.value).toBe("11:00");
  });
  type(end(), "11:30");
  return kept;
}

/** As `typedOver`, and it is refused, for somebody else has changed days and end. */
async function changedMeanwhile() {
  const kept = await typedOver(SLOT);
  kept.slot = { ...SLOT, weekdays: [1, 3, 5], end_time: "12:00", revision: 2 };
  await press("Change from that day on");
  await until(() => {
    expect(notice()).toContain("10:00–12:00");
  });
  return kept;
}

test("what repeats and was changed by somebody else is shown as it is now, and what was typed is saved over it", async () => {
  const kept = await changedMeanwhile();
  expect(notice()).toContain("Mon, Wed, Fri");
  expect(notice()).not.toContain("B-204");
  expect(end()?.value).toBe("11:30");
  expect(chosenDays()).toBe(2);
  await press("Change from that day on");
  await until(() => {
    expect(kept.onClose).toHaveBeenCalledOnce();
  });
  expect(kept.slot).toMatchObject({ end_time: "11:30", weekdays: [1, 3], revision: 3 });
});

test("what somebody else has made of what repeats is taken over, with its days", async () => {
  await changedMeanwhile();
  await press("Take theirs");
  expect(end()?.value).toBe("12:00");
  expect(chosenDays()).toBe(3);
  expect(notice()).toBe("");
});

test("what was typed stays where somebody else has ended what repeats", async () => {
  const kept = await typedOver(SLOT);
  kept.slot = null;
  await press("Change from that day on");
  await until(() => {
    expect(notice()).toContain("changed while you looked");
  });
  expect(end()?.value).toBe("11:30");
});
