import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { Loading } from "@/components/Loading";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { cancelExtraClass, endSlot, type PlannedClass, type TimetableSlot } from "@/features/timetable/api/changeTimetable";
import { slotsQuery } from "@/features/timetable/api/timetable";
import { ClassForm } from "@/features/timetable/components/ClassForm";
import { SlotForm } from "@/features/timetable/components/SlotForm";
import { clock, weekdayAndDay } from "@/lib/format";

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
    `${weekdayAndDay(planned.date)}, ${clock(planned.start_time)}–${clock(planned.end_time)}`,
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
          <ClassForm planned={planned} to={to} seesAll={may === "slot"} onDone={onClose} />
        )}
        {may !== "nothing" && !planned.slot_id && !planned.cancelled && !planned.session_id && (
          <CallOff planned={planned} onDone={onClose} />
        )}
        {scope === "slot" && <SlotPart planned={planned} onDone={onClose} />}
      </div>
    </Modal>
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
  const [begun, setBegun] = useState<TimetableSlot>(); // somebody may end it while it is being written in
  const ending = useMutation({
    mutationFn: () => endSlot(planned.slot_id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
  });
  if (!slots.data) return slots.error ? <ProblemNotice error={slots.error} /> : <Loading />;
  const found = slots.data.find((one) => one.slot_id === planned.slot_id);
  if (found && found !== begun) setBegun(found);
  const slot = found ?? begun;
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
