import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/Field";
import { PageHeader } from "@/components/PageHeader";
import { Section } from "@/components/Section";
import { coursesQuery } from "@/features/courses/api/courses";
import { Patterns } from "@/features/insight/components/Patterns";
import { StrugglingStudents } from "@/features/insight/components/StrugglingStudents";

export function InsightPage() {
  const { t } = useTranslation("insight");
  const { data: courses } = useQuery(coursesQuery);
  const [courseId, setCourseId] = useState("");
  return (
    <div data-wide="all">
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <div className="mb-8 max-w-sm">
        <SelectField
          label={t("course")}
          value={courseId}
          onChange={(event) => {
            setCourseId(event.target.value);
          }}
        >
          <option value="">{t("allCourses")}</option>
          {courses?.map((course) => (
            <option key={course.course_id} value={course.course_id}>
              {course.code} · {course.title}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="3xl:grid 3xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] 3xl:gap-10">
        <Section title={t("struggling.title")} purpose={t("struggling.purpose")}>
          <StrugglingStudents courseId={courseId} />
        </Section>
        <Section title={t("patterns.title")} purpose={t("patterns.purpose")}>
          <Patterns courseId={courseId} />
        </Section>
      </div>
    </div>
  );
}
