import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { SelectField, TextField } from "@/components/Field";
import { orNull } from "@/features/timetable/orNull";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { daysText } from "@/lib/format";
import { newId } from "@/lib/ids";
import { useSeen } from "@/lib/useSeen";

/** What terms and holidays have in common; of terms the group is nothing. */
export interface DaysContent {
  name: string;
  first_date: string;
  last_date: string;
  group_id: string | null;
}

export interface GivenDays {
  name: string;
  first_date: string;
  last_date: string;
  group_id?: string;
  revision: number;
}

const NOTHING: GivenDays = { name: "", first_date: "", last_date: "", revision: 0 };

interface Props {
  action: string;
  /** What is there now, to be changed; none adds. */
  given?: GivenDays;
  /** Whose they may be; none: everybody's. */
  groups?: readonly { group_id: string; name: string }[] | undefined;
  invalidates: readonly string[];
  /** Keeps it, with the revision that was looked at, or the request's id when it is new. */
  onSave: (content: DaysContent, revision: number, requestId: string) => Promise<unknown>;
  onDone?: () => void;
}

/** A name and some days: to add them, or to change what they were. */
export function DaysForm({ action, given: newest, groups, invalidates, onSave, onDone }: Props) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const seen = useSeen(newest ?? NOTHING, () => queryClient.invalidateQueries({ queryKey: invalidates }));
  const given = newest && seen.from;
  const saving = useMutation({
    mutationFn: (content: DaysContent) => seen.save((revision) => onSave(content, revision, requestId)),
    onSuccess: async () => {
      setRequestId(newId());
      await queryClient.invalidateQueries({ queryKey: invalidates });
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone?.();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const column = given !== undefined;
  const says = (one: GivenDays) => {
    const group = groups?.find(({ group_id }) => group_id === one.group_id);
    return [
      [t("fields.name"), one.name],
      [t("fields.days"), daysText(one.first_date, one.last_date)],
      [t("fields.group"), one.group_id ? (group?.name ?? one.group_id) : t("fields.everybody")],
    ] as const;
  };
  const take = () => {
    seen.take();
    saving.reset();
  };
  return (
    <form
      key={`${requestId} ${seen.taken}`}
      className={column ? "flex flex-col gap-4" : "mt-4 flex flex-wrap items-end gap-3"}
      onSubmit={(event) => {
        const { name = "", first_date = "", last_date = "", group_id } = submitted(event);
        setErrors({});
        saving.mutate({ name, first_date, last_date: last_date || first_date, group_id: orNull(group_id ?? given?.group_id) });
      }}
    >
      {saving.error && Object.keys(errors).length === 0 && (
        <div className="basis-full">
          <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={saving.error} />
        </div>
      )}
      <div className="min-w-48 flex-1">
        <TextField
          name="name"
          required
          maxLength={100}
          label={t("fields.name")}
          autoComplete="off"
          defaultValue={given?.name}
          error={errors.name}
        />
      </div>
      <TextField
        name="first_date"
        type="date"
        required
        label={t("fields.first")}
        defaultValue={given?.first_date}
        error={errors.first_date}
      />
      <TextField
        name="last_date"
        type="date"
        label={t("fields.last")}
        defaultValue={given?.last_date}
        error={errors.last_date}
      />
      {groups && groups.length > 0 && (
        <SelectField name="group_id" label={t("fields.group")} defaultValue={given?.group_id ?? ""} error={errors.group_id}>
          <option value="">{t("fields.everybody")}</option>
          {groups.map((one) => (
            <option key={one.group_id} value={one.group_id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      )}
      <Button type="submit" look={column ? "main" : "plain"} busy={saving.isPending}>
        {action}
      </Button>
    </form>
  );
}
