import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import {
  addHoliday,
  addTerm,
  changeHoliday,
  changeTerm,
  deleteHoliday,
  deleteTerm,
} from "@/features/timetable/api/changeTimetable";
import { groupsQuery, holidaysQuery, termsQuery } from "@/features/timetable/api/timetable";
import { type DaysContent, DaysForm } from "@/features/timetable/components/DaysForm";
import { DaysList } from "@/features/timetable/components/DaysList";

const ofTerm = ({ name, first_date, last_date }: DaysContent) => ({ name, first_date, last_date });

export function TermsSection() {
  const { t } = useTranslation("timetable");
  const terms = useQuery(termsQuery);
  return (
    <Section title={t("terms.title")} purpose={t("terms.purpose")}>
      <QueryView query={terms}>
        {({ items }) => (
          <DaysList
            label={t("terms.title")}
            none={t("terms.none")}
            items={items.map((one) => ({ id: one.term_id, ...one }))}
            invalidates={termsQuery.queryKey}
            onChange={(id, content, revision) => changeTerm(id, { ...ofTerm(content), revision })}
            onDelete={deleteTerm}
          />
        )}
      </QueryView>
      <DaysForm
        action={t("terms.add")}
        invalidates={termsQuery.queryKey}
        onSave={(content, _, requestId) => addTerm({ ...ofTerm(content), request_id: requestId })}
      />
    </Section>
  );
}

export function HolidaysSection() {
  const { t } = useTranslation("timetable");
  const holidays = useQuery(holidaysQuery);
  const groups = useQuery(groupsQuery);
  return (
    <Section title={t("holidays.title")} purpose={t("holidays.purpose")}>
      <QueryView query={holidays}>
        {(items) => (
          <DaysList
            label={t("holidays.title")}
            none={t("holidays.none")}
            items={items.map((one) => ({ id: one.holiday_id, ...one }))}
            groups={groups.data ?? []}
            invalidates={holidaysQuery.queryKey}
            onChange={(id, content, revision) => changeHoliday(id, { ...content, revision })}
            onDelete={deleteHoliday}
          />
        )}
      </QueryView>
      <DaysForm
        action={t("holidays.add")}
        groups={groups.data}
        invalidates={holidaysQuery.queryKey}
        onSave={(content, _, requestId) => addHoliday({ ...content, request_id: requestId })}
      />
    </Section>
  );
}
