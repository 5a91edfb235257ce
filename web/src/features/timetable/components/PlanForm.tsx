import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { choose } from "@/features/timetable/choose";
import { ClassFields, type GivenClass } from "@/features/timetable/components/ClassFields";
import { ClassProblem } from "@/features/timetable/components/ClassProblem";
import { orNull } from "@/features/timetable/orNull";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";

/** What every plan says: of which course, where, for whom, by whom and from when to when. */
export interface Plan {
  course_id: string;
  room_id: string;
  group_id: string | null;
  teacher_id: string | null;
  start_time: string;
  end_time: string;
  request_id: string;
}

interface Props {
  action: string;
  given: GivenClass;
  /** Whether all rooms' classes may be seen, to find a free one. */
  seesAll: boolean;
  disabled?: boolean;
  /** `texts`: what the fields inside say. */
  save: (plan: Plan, texts: Record<string, string>) => Promise<unknown>;
  onDone: () => void;
  /** Says what was refused where nothing stands in the way; null where it has nothing to say. */
  problem?: (error: Error) => ReactNode;
  /** The days and times. `renew` is called by what is no field of the form: another wish is another request. */
  children: (errors: FieldErrors, renew: () => void) => ReactNode;
}

/** Plans classes; says what is missing, what stands in the way, and which rooms are free instead. */
export function PlanForm({ action, given, seesAll, disabled = false, save, onDone, problem, children }: Props) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const form = useRef<HTMLFormElement>(null);
  const saving = useMutation({
    mutationFn: ({ plan, texts }: { plan: Plan; texts: Record<string, string> }) => save(plan, texts),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const renew = () => {
    setRequestId(newId());
  };
  const refused = Object.keys(errors).length === 0 ? saving.error : null;
  const times = saving.variables && { start: saving.variables.plan.start_time, end: saving.variables.plan.end_time };
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onChange={renew}
      onSubmit={(event) => {
        const texts = submitted(event);
        const { course_id = "", room_id = "", group_id, teacher_id, start_time = "", end_time = "" } = texts;
        const missing = {
          ...(course_id === "" && { course_id: t("fields.missing") }),
          ...(room_id === "" && { room_id: t("fields.missing") }),
        };
        setErrors(missing);
        if (Object.keys(missing).length > 0) return;
        const who = { group_id: orNull(group_id), teacher_id: orNull(teacher_id) };
        saving.mutate({ plan: { course_id, room_id, ...who, start_time, end_time, request_id: requestId }, texts });
      }}
    >
      {refused &&
        (problem?.(refused) ?? (
          <ClassProblem
            error={refused}
            times={times ?? null}
            onRoom={
              seesAll
                ? (roomId) => {
                    choose(form.current, "room_id", roomId);
                    renew();
                  }
                : undefined
            }
          />
        ))}
      <ClassFields given={given} errors={errors} />
      {children(errors, renew)}
      <Button type="submit" look="main" busy={saving.isPending} disabled={disabled}>
        {action}
      </Button>
    </form>
  );
}
