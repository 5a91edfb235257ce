import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { SelectField, TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { addHoliday, addTerm, deleteHoliday, deleteTerm } from "@/features/timetable/api/changeTimetable";
import { groupsQuery, holidaysQuery, termsQuery } from "@/features/timetable/api/timetable";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { weekdayAndDay } from "@/lib/format";
import { newId } from "@/lib/ids";

const range = (first: string, last: string) =>
  first === last
    ? `${weekdayAndDay(`${first}T12:00Z`)} ${first.slice(0, 4)}`
    : `${weekdayAndDay(`${first}T12:00Z`)} – ${weekdayAndDay(`${last}T12:00Z`)} ${last.slice(0, 4)}`;

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
            items={items.map((one) => ({ id: one.term_id, ...one, detail: "" }))}
            queryKey={termsQuery.queryKey}
            onDelete={deleteTerm}
          />
        )}
      </QueryView>
      <DaysForm action={t("terms.add")} queryKey={termsQuery.queryKey} onAdd={addTerm} />
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
            items={items.map((one) => ({
              id: one.holiday_id,
              ...one,
              detail: groups.data?.find((group) => group.group_id === one.group_id)?.name ?? "",
            }))}
            queryKey={holidaysQuery.queryKey}
            onDelete={deleteHoliday}
          />
        )}
      </QueryView>
      <DaysForm
        action={t("holidays.add")}
        queryKey={holidaysQuery.queryKey}
        groups={groups.data ?? []}
        onAdd={addHoliday}
      />
    </Section>
  );
}

interface ListProps {
  label: string;
  none: string;
  items: readonly { id: string; name: string; first_date: string; last_date: string; detail: string }[];
  queryKey: QueryKey;
  onDelete: (id: string) => Promise<unknown>;
}

function DaysList({ label, none, items, queryKey, onDelete }: ListProps) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  if (items.length === 0) return <p className="text-soft">{none}</p>;
  return (
    <Rows aria-label={label}>
      {items.map((one) => (
        <Row key={one.id}>
          <span className="min-w-40 flex-1 font-medium">{one.name}</span>
          <span className="text-soft">
            {range(one.first_date, one.last_date)}
            {one.detail && ` · ${one.detail}`}
          </span>
          <ConfirmButton
            trigger={(ask) => <IconButton icon={Trash2} label={t("remove", { name: one.name })} onClick={ask} />}
            title={t("remove", { name: one.name })}
            consequence={t("removeWhy")}
            action={t("removeIt")}
            onConfirm={async () => {
              await onDelete(one.id);
              await queryClient.invalidateQueries({ queryKey });
              await queryClient.invalidateQueries({ queryKey: ["timetable"] });
            }}
          />
        </Row>
      ))}
    </Rows>
  );
}

interface FormProps {
  action: string;
  queryKey: QueryKey;
  groups?: readonly { group_id: string; name: string }[];
  onAdd: (body: {
    name: string;
    first_date: string;
    last_date: string;
    group_id?: string | null;
    request_id: string;
  }) => Promise<unknown>;
}

function DaysForm({ action, queryKey, groups, onAdd }: FormProps) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: onAdd,
    onSuccess: async () => {
      setRequestId(newId());
      await queryClient.invalidateQueries({ queryKey });
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  return (
    <form
      key={requestId}
      className="mt-4 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        const { name = "", first_date = "", last_date = "", group_id = "" } = submitted(event);
        setErrors({});
        const days = { name, first_date, last_date: last_date || first_date, request_id: requestId };
        adding.mutate(groups ? { ...days, group_id: group_id || null } : days);
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && (
        <div className="basis-full">
          <ProblemNotice error={adding.error} />
        </div>
      )}
      <div className="min-w-48 flex-1">
        <TextField name="name" required maxLength={100} label={t("fields.name")} autoComplete="off" error={errors.name} />
      </div>
      <TextField name="first_date" type="date" required label={t("fields.first")} error={errors.first_date} />
      <TextField name="last_date" type="date" label={t("fields.last")} error={errors.last_date} />
      {groups && groups.length > 0 && (
        <SelectField name="group_id" label={t("fields.group")} defaultValue="">
          <option value="">{t("fields.everybody")}</option>
          {groups.map((one) => (
            <option key={one.group_id} value={one.group_id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      )}
      <Button type="submit" busy={adding.isPending}>
        {action}
      </Button>
    </form>
  );
}
