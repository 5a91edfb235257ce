import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { Initials } from "@/components/Initials";
import { Row, Rows } from "@/components/Rows";
import { unenrolStudent } from "@/features/courses/api/changeCourses";
import type { Enrolment } from "@/lib/api/types";
import { dayFormat, daysText, localDay } from "@/lib/format";

interface Props {
  courseId: string;
  enrolments: readonly Enrolment[];
  canChange: boolean;
}

/** Who is on a course, from when and until when; those who were, paler. */
export function EnrolmentList({ courseId, enrolments, canChange }: Props) {
  const { t } = useTranslation("courses");
  const [today] = useState(() => localDay(new Date().toISOString()));
  return (
    <Rows aria-label={t("students")}>
      {enrolments.map((one) => {
        const isOver = one.last_date !== "" && one.last_date < today;
        return (
          <Row key={`${one.student_id} ${one.first_date}`} className={clsx("flex-nowrap", isOver && "text-soft")}>
            <Initials name={one.display_name} />
            <span className="min-w-20 flex-1">
              <Link
                to="/people/$personId"
                params={{ personId: one.student_id }}
                className="font-medium break-words hover:underline"
              >
                {one.display_name}
              </Link>
              <span className="flex flex-wrap gap-x-2 text-sm text-soft">
                <span>{one.student_number}</span>
                <EnrolledDays enrolment={one} isOver={isOver} />
              </span>
            </span>
            {canChange && !isOver && <Unenrol courseId={courseId} enrolment={one} />}
          </Row>
        );
      })}
    </Rows>
  );
}

/** Only what is worth saying: since always, until further notice, is not. */
function EnrolledDays({ enrolment, isOver }: { enrolment: Enrolment; isOver: boolean }) {
  const { t } = useTranslation("courses");
  const { first_date: first, last_date: last } = enrolment;
  if (!first && !last) return null;
  const since = first && t("enrolment.since", { day: dayFormat.full(first) });
  const until = last && t("enrolment.until", { day: dayFormat.full(last) });
  const days = first && last ? daysText(first, last) : since || until;
  return <span>{isOver ? t("enrolment.was", { days }) : days}</span>;
}

function Unenrol({ courseId, enrolment }: { courseId: string; enrolment: Enrolment }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const [lastDay, setLastDay] = useState("");
  const name = enrolment.display_name;
  return (
    <ConfirmButton
      trigger={(ask) => <IconButton icon={UserMinus} label={t("unenrol.label", { name })} onClick={ask} />}
      title={t("unenrol.title", { name })}
      consequence={t("unenrol.consequence")}
      action={t("unenrol.action")}
      onConfirm={async () => {
        await unenrolStudent(courseId, enrolment.student_id, lastDay);
        await queryClient.invalidateQueries({ queryKey: ["courses"] });
      }}
    >
      <TextField
        type="date"
        label={t("unenrol.lastDay")}
        hint={t("unenrol.lastDayHint")}
        value={lastDay}
        onChange={(event) => {
          setLastDay(event.target.value);
        }}
      />
    </ConfirmButton>
  );
}
