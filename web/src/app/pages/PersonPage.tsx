import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { AuditLinks } from "@/app/pages/person/AuditLinks";
import { PhotosOf } from "@/app/pages/person/PhotosOf";
import { Button } from "@/components/Button";
import { PageHeader } from "@/components/PageHeader";
import { QueryPage } from "@/components/QueryPage";
import { Section } from "@/components/Section";
import { AttendanceCalendar } from "@/features/attendance/components/AttendanceCalendar";
import { StudentOverview } from "@/features/attendance/components/StudentOverview";
import { StudentMarks } from "@/features/attendance/components/StudentMarks";
import { LoginRows } from "@/features/account/components/LoginRows";
import { PasskeyRows } from "@/features/account/components/PasskeyRows";
import { WhyThisMark } from "@/features/history/components/WhyThisMark";
import { GuardianNotices } from "@/features/notices/components/GuardianNotices";
import { personQuery } from "@/features/people/api/people";
import { AccountSection } from "@/features/people/components/AccountSection";
import { EditPersonDialog } from "@/features/people/components/EditPersonDialog";
import { PersonState } from "@/features/people/components/PersonState";
import { DataOfOther } from "@/features/privacy/components/DataOfOther";
import { ReportDialog } from "@/features/reports/components/ReportDialog";

export function PersonPage() {
  const { t } = useTranslation(["people", "attendance", "account", "notices"]);
  const { me } = useRouteContext({ from: "/member" });
  const { personId } = useParams({ from: "/member/people/$personId" });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(personQuery(personId));
  return (
    <QueryPage
      query={query}
      title={t("one.title")}
      above={
        <Link to="/people" search={{}} className="text-accent hover:underline">
          {t("one.back")}
        </Link>
      }
    >
      {(person) => {
        const isAdmin = me.role === "admin";
        const guardian = [person.guardian.name, person.guardian.email, person.guardian.phone].filter(Boolean);
        const details = [
          t(`role.${person.role}`),
          person.email,
          person.group,
          person.student_number && t("one.number", { number: person.student_number }),
          isAdmin && guardian.length > 0 && t("one.guardian", { contact: guardian.join(", ") }),
        ];
        return (
          <>
            <PageHeader
              title={person.display_name}
              action={
                <>
                  {person.role === "student" && (
                    <>
                      <ReportDialog kind="student" about={person.person_id} />
                      <Button asChild>
                        <Link to="/excuses/new" search={{ student: person.person_id }}>
                          {t("one.excuse")}
                        </Link>
                      </Button>
                    </>
                  )}
                  {isAdmin && <EditPersonDialog person={person} />}
                </>
              }
              purpose={
                <span className="flex flex-wrap items-center gap-3">
                  {details.filter(Boolean).join(" · ")}
                  <PersonState person={person} />
                </span>
              }
              above={
                <Link to="/people" search={{ role: person.role }} className="text-accent hover:underline">
                  {t("one.back")}
                </Link>
              }
            />
            {isAdmin && person.role === "student" && (
              <PhotosOf
                key={person.person_id}
                personId={person.person_id}
                consent={person.face_consent}
                nameOfOther={person.display_name}
                onConsentChange={() => queryClient.invalidateQueries({ queryKey: ["people"] })}
              />
            )}
            {person.role === "student" && (
              <>
                <StudentOverview personId={person.person_id} nameOfOther={person.display_name} />
                <Section title={t("attendance:calendar.title")} purpose={t("attendance:calendar.purpose")}>
                  <AttendanceCalendar
                    personId={person.person_id}
                    besideMark={(sessionId) => (
                      <WhyThisMark sessionId={sessionId} studentId={person.person_id} nameOfOther={person.display_name} />
                    )}
                  />
                </Section>
                <Section title={t("attendance:list")}>
                  <StudentMarks personId={person.person_id} name={person.display_name} />
              </Section>
              </>
            )}
            {isAdmin && (
              <>
                {person.role !== "student" && (
                  <Section
                    title={t("account:passkeys.title")}
                    purpose={t("account:passkeys.purposeOther", { name: person.display_name })}
                  >
                    <PasskeyRows other={{ personId: person.person_id }} />
                  </Section>
                )}
                {person.guardian.email && (
                  <Section title={t("notices:guardian.title")} purpose={t("notices:guardian.purpose")}>
                    <GuardianNotices personId={person.person_id} />
                  </Section>
                )}
                <Section
                  title={t("account:logins.title")}
                  purpose={t("account:logins.purposeOther", { name: person.display_name })}
                >
                  <LoginRows other={{ personId: person.person_id, name: person.display_name }} />
                </Section>
              </>
            )}
            {isAdmin && <DataOfOther personId={person.person_id} name={person.display_name} />}
            {isAdmin && <AuditLinks person={person} />}
            {isAdmin && (
              <AccountSection person={person} onDeleted={() => void navigate({ to: "/people", search: { role: person.role } })} />
            )}
          </>
        );
      }}
    </QueryPage>
  );
}
