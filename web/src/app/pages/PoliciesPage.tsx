import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { QueryPage } from "@/components/QueryPage";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { coursesQuery } from "@/features/courses/api/courses";
import { personQuery } from "@/features/people/api/people";
import { type PolicyPlace, policyQuery } from "@/features/policies/api/policies";
import { ApplyPolicy } from "@/features/policies/components/ApplyPolicy";
import { PolicyForm } from "@/features/policies/components/PolicyForm";
import { RuleList } from "@/features/policies/components/RuleList";
import { StatusTable } from "@/features/policies/components/StatusTable";
import { VersionList } from "@/features/policies/components/VersionList";
import { sessionQuery } from "@/features/sessions/api/sessions";
import type { PolicyInForce, PolicyView } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

/** How what is seen becomes a mark: for the institution, and for each course. */
export function PoliciesPage() {
  const { t } = useTranslation("policies");
  const { me } = useRouteContext({ from: "/member" });
  const { course: courseId = "", session: sessionId } = useSearch({ from: "/member/policies" });
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery);
  const policy = useQuery(policyQuery({ courseId }));
  const institution = useQuery(policyQuery({}));
  if (sessionId) return <SessionPolicy sessionId={sessionId} canChange={me.role === "admin"} />;
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
            place={{ courseId }}
            view={view}
            inherited={courseId ? (institution.data?.effective ?? null) : null}
            canChange={me.role === "admin"}
          />
        )}
      </QueryView>
    </>
  );
}

/** The rules of one session: a word about that session alone. */
function SessionPolicy({ sessionId, canChange }: { sessionId: string; canChange: boolean }) {
  const { t } = useTranslation("policies");
  const session = useQuery(sessionQuery(sessionId));
  return (
    <QueryPage query={session} title={t("session.title")}>
      {({ session: found }) => (
        <>
          <PageHeader
            title={t("session.of", { course: found.course_code, time: dateAndClock(found.start_time) })}
            purpose={t("session.purpose")}
            above={
              <Link to="/sessions/$sessionId" params={{ sessionId }} className="text-accent hover:underline">
                {t("session.back")}
              </Link>
            }
          />
          <SessionRules sessionId={sessionId} courseId={found.course_id} canChange={canChange} />
        </>
      )}
    </QueryPage>
  );
}

function SessionRules({ sessionId, courseId, canChange }: { sessionId: string; courseId: string; canChange: boolean }) {
  const policy = useQuery(policyQuery({ sessionId }));
  const course = useQuery(policyQuery({ courseId }));
  return (
    <QueryView query={policy}>
      {(view) => (
        <OnePolicy
          place={{ sessionId }}
          view={view}
          inherited={course.data?.effective ?? null}
          canChange={canChange && course.data !== undefined}
        />
      )}
    </QueryView>
  );
}

interface Props {
  place: PolicyPlace;
  view: PolicyView;
  inherited: PolicyInForce | null;
  canChange: boolean;
}

function OnePolicy({ place, view, inherited, canChange }: Props) {
  const { t } = useTranslation("policies");
  const [changing, setChanging] = useState(false);
  const [saved, setSaved] = useState(false);
  if (changing) {
    return (
      <PolicyForm
        place={place}
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
            {t(place.sessionId ? "session.saved" : "saved.text")}
          </Notice>
        </div>
      )}
      <Section
        title={t("rules")}
        purpose={t(place.sessionId ? "session.rulesPurpose" : "rulesPurpose")}
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
        <RuleList view={inForce(view)} here={place.sessionId ? "session" : place.courseId ? "course" : "institution"} />
      </Section>
      <Section title={t("statuses.title")} purpose={t("statuses.purpose")}>
        <StatusTable statuses={inForce(view).effective.statuses} />
      </Section>
      {canChange && !place.sessionId && <ApplyPolicy courseId={place.courseId ?? ""} />}
      <VersionList place={place} author={(personId) => <PersonName personId={personId} />} />
    </>
  );
}

/** A session keeps the rules by which it was decided, also when its course has others by now. */
function inForce(view: PolicyView): PolicyView {
  return view.decided_by ? { ...view, effective: view.decided_by } : view;
}

function PersonName({ personId }: { personId: string }) {
  const { t } = useTranslation("policies");
  const person = useQuery(personQuery(personId));
  return <>{person.data ? t("versions.by", { name: person.data.display_name }) : null}</>;
}
