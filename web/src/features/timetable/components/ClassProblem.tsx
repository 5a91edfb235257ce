import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { classesQuery } from "@/features/timetable/api/timetable";
import { freeRooms } from "@/features/timetable/freeRooms";
import { asProblem } from "@/lib/api/problem";
import { timeText, weekdayAndDay } from "@/lib/format";

interface Props {
  error: unknown;
  /** From when to when the class was to be, on whatever day. */
  times: { start: string; end: string } | null;
  /** Takes another room; only for who sees what all rooms are for. */
  onRoom?: ((roomId: string) => void) | undefined;
}

const KINDS = ["room", "teacher", "group"] as const;

/** Why a class cannot be there, in words, and what can be done about it. */
export function ClassProblem({ error, times, onRoom }: Props) {
  const { t } = useTranslation("timetable");
  const problem = asProblem(error);
  const kind = KINDS.find((one) => one === problem.metadata.kind);
  if (problem.reason !== "TIMETABLE_CONFLICT" || !kind) return <ProblemNotice error={error} />;
  const { name = "", date = "", start_time: from = "", end_time: to = "", course_code: course = "" } = problem.metadata;
  return (
    <Notice kind="bad" title={t(`conflict.${kind}`, { name })}>
      <p>{t("conflict.by", { day: weekdayAndDay(date), from: timeText(from), to: timeText(to), course })}</p>
      <p className="mt-1">{t(`conflict.${kind}Way`)}</p>
      {kind === "room" && onRoom && times && <FreeRooms date={date} times={times} onChoose={onRoom} />}
    </Notice>
  );
}

function FreeRooms({ date, times, onChoose }: { date: string; times: { start: string; end: string }; onChoose: (roomId: string) => void }) {
  const { t } = useTranslation("timetable");
  const rooms = useQuery(roomsQuery);
  const classes = useQuery(classesQuery({ first: date, last: date }));
  if (!rooms.data || !classes.data) return null;
  const free = freeRooms(rooms.data, classes.data.items, times);
  if (free.length === 0) return <p className="mt-1">{t("conflict.noneFree")}</p>;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <span>{t("conflict.free")}</span>
      {free.map((room) => (
        <Button
          key={room.room_id}
          small
          onClick={() => {
            onChoose(room.room_id);
          }}
        >
          {room.name}
        </Button>
      ))}
    </div>
  );
}
