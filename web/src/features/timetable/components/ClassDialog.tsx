import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { SelectField, TextField } from "@/components/Field";
import { Loading } from "@/components/Loading";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { cancelExtraClass, changeClass, endSlot, type PlannedClass } from "@/features/timetable/api/changeTimetable";
import { slotsQuery } from "@/features/timetable/api/timetable";
import { TeacherField } from "@/features/timetable/components/ClassFields";
import { SlotForm } from "@/features/timetable/components/SlotForm";
import { clock, weekdayAndDay } from "@/lib/format";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { orNull } from "@/features/timetable/orNull";

interface Props {
  planned: PlannedClass;
  /** Teachers change single classes, administrators also what repeats, students nothing. */
  may: "nothing" | "class" | "slot";
  /** Where it was dragged to. */
  to?: { date: string; start: string; end: string } | undefined;
  onClose: () => void;
}

export function ClassDialog({ planned, may, to, onClose }: Props) {
  const { t } = useTranslation("timetable");
  const [scope, setScope] = useState<"class" | "slot">("class");
  const facts = [
    `${weekdayAndDay(`${planned.date}T12:00Z`)}, ${clock(planned.start_time)}–${clock(planned.end_time)}`,
    planned.room_name,
    planned.group_name,
    planned.teacher_name,
    planned.cancelled ? t("today.cancelled") : "",
    planned.note,
  ];
  return (
    <Modal
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${planned.course_code} ${planned.course_title}`}
      purpose={facts.filter(Boolean).join(" · ")}
    >
      <div className="flex flex-col gap-5">
        {planned.session_id && may !== "nothing" && (
          <Button asChild>
            <Link to="/sessions/$sessionId" params={{ sessionId: planned.session_id }}>
              {planned.session_open ? t("today.open") : t("today.see")}
            </Link>
          </Button>
        )}
        {may === "slot" && planned.slot_id && (
          <ChoiceBar
            label={t("change.scope")}
            value={scope}
            choices={[
              { value: "class", label: t("change.thisClass") },
              { value: "slot", label: t("change.allFromNow") },
            ]}
            onChoose={setScope}
          />
        )}
        {may !== "nothing" && planned.slot_id && scope === "class" && (
          <ClassForm planned={planned} to={to} onDone={onClose} />
        )}
        {may !== "nothing" && !planned.slot_id && !planned.cancelled && !planned.session_id && (
          <CallOff planned={planned} onDone={onClose} />
        )}
        {scope === "slot" && <SlotPart planned={planned} onDone={onClose} />}
      </div>
    </Modal>
  );
}

function ClassForm({ planned, to, onDone }: { planned: PlannedClass; to: Props["to"]; onDone: () => void }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const rooms = useQuery(roomsQuery);
  const [errors, setErrors] = useState<FieldErrors>({});
  const changing = useMutation({
    mutationFn: (change: Parameters<typeof changeClass>[2]) => changeClass(planned.slot_id, planned.rule_date, change),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const wasOpened = planned.session_id !== "";
  const isChanged = planned.cancelled || planned.moved || planned.substituted;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        const texts = submitted(event);
        setErrors({});
        // what was not touched follows the slot; of a class that was moved before, all stays as it was moved
        const kept = (text: string | undefined, was: string) => (!planned.moved && text === was ? "" : (text ?? ""));
        changing.mutate({
          cancelled: false,
          new_date: texts.date === planned.rule_date ? "" : (texts.date ?? (planned.moved ? planned.date : "")),
          start_time: kept(texts.start ?? clock(planned.start_time), clock(planned.start_time)),
          end_time: kept(texts.end ?? clock(planned.end_time), clock(planned.end_time)),
          room_id: orNull(kept(texts.room_id ?? planned.room_id, planned.room_id)),
          teacher_id: orNull(texts.teacher_id),
          note: texts.note ?? "",
        });
      }}
    >
      {changing.error && Object.keys(errors).length === 0 && <ProblemNotice error={changing.error} />}
      {!wasOpened && (
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
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
            defaultValue={to?.start ?? clock(planned.start_time)}
            error={errors.start_time}
          />
          <TextField
            name="end"
            type="time"
            required
            label={t("fields.end")}
            defaultValue={to?.end ?? clock(planned.end_time)}
            error={errors.end_time}
          />
        </div>
      )}
      {!wasOpened && (
        <SelectField
          key={String(rooms.isSuccess)}
          name="room_id"
          label={t("fields.room")}
          defaultValue={planned.room_id}
          error={errors.room_id}
        >
          {rooms.data?.map((one) => (
            <option key={one.room_id} value={one.room_id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      )}
      <TeacherField
        name="teacher_id"
        label={t("fields.substitute")}
        none={t("fields.noSubstitute")}
        given={planned.substituted ? planned.teacher_id : ""}
      />
      <TextField name="note" label={t("fields.note")} maxLength={200} defaultValue={planned.note} error={errors.note} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="main" busy={changing.isPending}>
          {planned.cancelled ? t("change.hold") : t("change.save")}
        </Button>
        {!wasOpened && !planned.cancelled && (
          <Button
            look="danger"
            busy={changing.isPending}
            onClick={() => {
              changing.mutate({ cancelled: true, note: planned.note });
            }}
          >
            {t("change.cancel")}
          </Button>
        )}
        {!wasOpened && isChanged && (
          <Button
            busy={changing.isPending}
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

function CallOff({ planned, onDone }: { planned: PlannedClass; onDone: () => void }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const calling = useMutation({
    mutationFn: () => cancelExtraClass(planned.occurrence_id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
  });
  return (
    <>
      {calling.error && <ProblemNotice error={calling.error} />}
      <Button
        look="danger"
        busy={calling.isPending}
        onClick={() => {
          calling.mutate();
        }}
      >
        {t("change.cancel")}
      </Button>
    </>
  );
}

function SlotPart({ planned, onDone }: { planned: PlannedClass; onDone: () => void }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const slots = useQuery(slotsQuery);
  const ending = useMutation({
    mutationFn: () => endSlot(planned.slot_id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
  });
  if (!slots.data) return slots.error ? <ProblemNotice error={slots.error} /> : <Loading />;
  const slot = slots.data.find((one) => one.slot_id === planned.slot_id);
  if (!slot) return <p className="text-soft">{t("slot.over")}</p>;
  return (
    <>
      <SlotForm at={{ date: planned.rule_date, start: slot.start_time }} slot={slot} onDone={onDone} />
      {ending.error && <ProblemNotice error={ending.error} />}
      <div className="border-t border-line pt-4">
        <p className="mb-2 text-sm text-soft">{t("slot.endWhy")}</p>
        <Button
          look="danger"
          busy={ending.isPending}
          onClick={() => {
            ending.mutate();
          }}
        >
          {t("slot.end")}
        </Button>
      </div>
    </>
  );
}
