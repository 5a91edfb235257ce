import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { TextField } from "@/components/Field";
import { changeClass, type PlannedClass } from "@/features/timetable/api/changeTimetable";
import { RoomField, TeacherField } from "@/features/timetable/components/ClassFields";
import { ClassProblem } from "@/features/timetable/components/ClassProblem";
import { choose } from "@/features/timetable/choose";
import { orNull } from "@/features/timetable/orNull";
import { asProblem } from "@/lib/api/problem";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { clock, localClock, weekdayAndDay } from "@/lib/format";
import { useSeen } from "@/lib/useSeen";

interface Props {
  planned: PlannedClass;
  /** Where it was dragged to. */
  to?: { date: string; start: string; end: string } | undefined;
  /** Whether all rooms' classes may be seen, to find a free one. */
  seesAll: boolean;
  onDone: () => void;
}

/** Moves one class, gives it to a substitute or another room, or calls it off; or takes that back. */
export function ClassForm({ planned: newest, to, seesAll, onDone }: Props) {
  const { t } = useTranslation("timetable");
  const { t: words } = useTranslation("edits");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [times, setTimes] = useState<{ start: string; end: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const seen = useSeen(newest, () => queryClient.invalidateQueries({ queryKey: ["timetable"] }));
  const planned = seen.from;
  const starts = localClock(planned.start_time);
  const ends = localClock(planned.end_time);
  const changing = useMutation({
    mutationFn: (change: Parameters<typeof changeClass>[2]) =>
      seen.save((revision) => changeClass(planned.slot_id, planned.rule_date, { ...change, revision })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  // where it is now: a class that was moved and is called off is called off there
  const held = {
    new_date: planned.date === planned.rule_date ? "" : planned.date,
    start_time: planned.moved ? starts : "",
    end_time: planned.moved ? ends : "",
    room_id: planned.moved ? planned.room_id : null,
    teacher_id: planned.substituted ? planned.teacher_id : null,
  };
  const wasOpened = planned.session_id !== "";
  const isChanged = planned.cancelled || planned.moved || planned.substituted;
  const says = (one: PlannedClass) =>
    [
      [t("fields.date"), weekdayAndDay(one.date)],
      [t("fields.start"), `${clock(one.start_time)}–${clock(one.end_time)}`],
      [t("fields.room"), one.room_name],
      [t("fields.substitute"), one.substituted ? one.teacher_name : ""],
      [t("fields.note"), one.note],
      [t("today.cancelled"), words(one.cancelled ? "yes" : "no")],
    ] as const;
  const isStale = changing.error !== null && asProblem(changing.error).isStale;
  const take = () => {
    seen.take();
    changing.reset();
  };
  const sent = changing.variables;
  const what = sent?.cancelled ? "cancel" : sent?.new_date === undefined ? "restore" : "save";
  const under = (button: typeof what) => ({ busy: changing.isPending && what === button, held: changing.isPending });
  return (
    <form
      ref={form}
      key={seen.taken}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        const texts = submitted(event);
        setErrors({});
        setTimes({ start: texts.start ?? starts, end: texts.end ?? ends });
        // what was not touched follows the slot; of a class that was moved before, all stays as it was moved
        const kept = (text: string | undefined, was: string) => (!planned.moved && text === was ? "" : (text ?? ""));
        changing.mutate({
          cancelled: false,
          new_date: texts.date === planned.rule_date ? "" : (texts.date ?? (planned.moved ? planned.date : "")),
          start_time: kept(texts.start ?? starts, starts),
          end_time: kept(texts.end ?? ends, ends),
          room_id: orNull(kept(texts.room_id ?? planned.room_id, planned.room_id)),
          teacher_id: orNull(texts.teacher_id),
          note: texts.note ?? "",
        });
      }}
    >
      {isStale && <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={changing.error} />}
      {!isStale && changing.error && Object.keys(errors).length === 0 && (
        <ClassProblem
          error={changing.error}
          times={times}
          onRoom={
            seesAll
              ? (roomId) => {
                  choose(form.current, "room_id", roomId);
                }
              : undefined
          }
        />
      )}
      {!wasOpened && (
        <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-4">
          <TextField
            name="date"
            type="date"
            required
            label={t("fields.date")}
            defaultValue={to?.date ?? planned.date}
            error={errors.new_date}
          />
          <TextField
            name="start"
            type="time"
            required
            label={t("fields.start")}
            defaultValue={to?.start ?? starts}
            error={errors.start_time}
          />
          <TextField
            name="end"
            type="time"
            required
            label={t("fields.end")}
            defaultValue={to?.end ?? ends}
            error={errors.end_time}
          />
        </div>
      )}
      {!wasOpened && <RoomField given={planned.room_id} error={errors.room_id} />}
      <TeacherField
        label={t("fields.substitute")}
        none={t("fields.noSubstitute")}
        given={planned.substituted ? planned.teacher_id : ""}
      />
      <TextField name="note" label={t("fields.note")} maxLength={200} defaultValue={planned.note} error={errors.note} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="main" {...under("save")}>
          {planned.cancelled ? t("change.hold") : t("change.save")}
        </Button>
        {!wasOpened && !planned.cancelled && (
          <Button
            look="danger"
            {...under("cancel")}
            onClick={() => {
              changing.mutate({ ...held, cancelled: true, note: planned.note });
            }}
          >
            {t("change.cancel")}
          </Button>
        )}
        {!wasOpened && isChanged && (
          <Button
            {...under("restore")}
            onClick={() => {
              changing.mutate({ cancelled: false, note: "" });
            }}
          >
            {t("change.restore")}
          </Button>
        )}
      </div>
    </form>
  );
}
