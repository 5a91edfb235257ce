import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserMinus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { IconButton } from "@/components/IconButton";
import { Initials } from "@/components/Initials";
import { Row, Rows } from "@/components/Rows";
import { unenrolStudent } from "@/features/courses/api/changeCourses";
import type { Enrolment } from "@/lib/api/types";

interface Props {
  courseId: string;
  enrolments: readonly Enrolment[];
  canChange: boolean;
}

export function EnrolmentList({ courseId, enrolments, canChange }: Props) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  return (
    <Rows aria-label={t("students")}>
      {enrolments.map(({ student_id: id, display_name: name, student_number: number }) => (
        <Row key={id}>
          <Initials name={name} />
          <Link to="/people/$personId" params={{ personId: id }} className="min-w-20 flex-1 truncate font-medium hover:underline">
            {name}
          </Link>
          <span className="text-sm text-soft">{number}</span>
          {canChange && (
            <ConfirmButton
              trigger={(ask) => <IconButton icon={UserMinus} label={t("unenrol.label", { name })} onClick={ask} />}
              title={t("unenrol.title", { name })}
              consequence={t("unenrol.consequence")}
              action={t("unenrol.action")}
              onConfirm={async () => {
                await unenrolStudent(courseId, id);
                await queryClient.invalidateQueries({ queryKey: ["courses"] });
              }}
            />
          )}
        </Row>
      ))}
    </Rows>
  );
}
