import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { coursesQuery } from "@/features/courses/api/courses";
import { personQuery } from "@/features/people/api/people";
import { policyQuery } from "@/features/policies/api/policies";
import { ApplyPolicy } from "@/features/policies/components/ApplyPolicy";
import { PolicyForm } from "@/features/policies/components/PolicyForm";
import { RuleList } from "@/features/policies/components/RuleList";
import { StatusTable } from "@/features/policies/components/StatusTable";
import { VersionList } from "@/features/policies/components/VersionList";
import type { PolicyInForce, PolicyView } from "@/lib/api/types";

/** How what is seen becomes a mark: for the institution, and for each course. */
export function PoliciesPage() {
  const { t } = useTranslation("policies");
  const { me } = useRouteContext({ from: "/member" });
  const { course: courseId = "" } = useSearch({ from: "/member/policies" });
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery);
  const policy = useQuery(policyQuery(courseId));
  const institution = useQuery(policyQuery(""));
  return (
    <>
      <PageHeader title={t("title")} purpose={t(me.role === "admin" ? "purpose" : "purposeTeacher")} />
      <div className="mb-8 max-w-md">
        <SelectField
          label={t("whose")}
          value={courseId}
          onChange={(event) => {
            const course = event.target.value;
            void navigate({ to: "/policies", search: course ? { course } : {} });
          }}
        >
          <option value="">{t("institution")}</option>
          {courses.data?.map((course) => (
            <option key={course.course_id} value={course.course_id}>
              {course.code} · {course.title}
            </option>
          ))}
        </SelectField>
      </div>
      <QueryView query={policy}>
        {(view) => (
          <OnePolicy
            key={courseId}
            courseId={courseId}
            view={view}
            inherited={courseId ? (institution.data?.effective ?? null) : null}
            canChange={me.role === "admin"}
          />
        )}
      </QueryView>
    </>
  );
}

interface Props {
  courseId: string;
  view: PolicyView;
  inherited: PolicyInForce | null;
  canChange: boolean;
}

function OnePolicy({ courseId, view, inherited, canChange }: Props) {
  const { t } = useTranslation("policies");
  const [changing, setChanging] = useState(false);
  const [saved, setSaved] = useState(false);
  if (changing) {
    return (
      <PolicyForm
        courseId={courseId}
        view={view}
        inherited={inherited}
        onDone={(didSave) => {
          setChanging(false);
          setSaved(didSave);
          document.getElementById("page-title")?.focus();
        }}
      />
    );
  }
  return (
    <>
      {saved && (
        <div className="mb-6">
          <Notice kind="good" title={t("saved.title")}>
            {t("saved.text")}
          </Notice>
        </div>
      )}
      <Section
        title={t("rules")}
        purpose={t("rulesPurpose")}
        action={
          canChange && (
            <Button
              look="main"
              onClick={() => {
                setSaved(false);
                setChanging(true);
              }}
            >
              {t("change")}
            </Button>
          )
        }
      >
        <RuleList view={view} here={courseId ? "course" : "institution"} />
      </Section>
      <Section title={t("statuses.title")} purpose={t("statuses.purpose")}>
        <StatusTable statuses={view.effective.statuses} />
      </Section>
      {canChange && <ApplyPolicy courseId={courseId} />}
      <VersionList courseId={courseId} author={(personId) => <PersonName personId={personId} />} />
    </>
  );
}

function PersonName({ personId }: { personId: string }) {
  const { t } = useTranslation("policies");
  const person = useQuery(personQuery(personId));
  return <>{person.data ? t("versions.by", { name: person.data.display_name }) : null}</>;
}
