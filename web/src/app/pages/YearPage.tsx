import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { Together } from "@/components/Together";
import { HolidaysSection, TermsSection } from "@/features/timetable/components/DaysSections";
import { GroupsSection } from "@/features/timetable/components/GroupsSection";
import { InstitutionSection } from "@/features/timetable/components/InstitutionSection";

/** What the timetable rests on: terms, holidays, groups, and what a day means here. */
export function YearPage() {
  const { t } = useTranslation("timetable");
  return (
    <>
      <PageHeader title={t("year.title")} purpose={t("year.purpose")} />
      <Together>
        <TermsSection />
        <HolidaysSection />
        <GroupsSection />
        <InstitutionSection />
      </Together>
    </>
  );
}
