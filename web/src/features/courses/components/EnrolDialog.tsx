import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CheckRow } from "@/components/CheckRow";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { LoadMore } from "@/components/LoadMore";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { SearchField } from "@/components/SearchField";
import { enrolStudents } from "@/features/courses/api/changeCourses";
import { peopleQuery } from "@/features/people/api/people";
import { type FieldErrors, fieldErrorsOf } from "@/lib/form";

interface Props {
  courseId: string;
  enrolledIds: ReadonlySet<string>;
}

/** Finds students and enrols those that are ticked. */
export function EnrolDialog({ courseId, enrolledIds }: Props) {
  const { t } = useTranslation("courses");
  return (
    <DialogButton look="main" label={t("enrol.action")} title={t("enrol.action")} purpose={t("enrol.purpose")}>
      {(close) => <EnrolForm courseId={courseId} enrolledIds={enrolledIds} onDone={close} />}
    </DialogButton>
  );
}

function EnrolForm({ courseId, enrolledIds, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const students = useInfiniteQuery(peopleQuery({ query, role: "student" }));
  const [days, setDays] = useState({ first_date: "", last_date: "" });
  const [errors, setErrors] = useState<FieldErrors>({});
  const enrolling = useMutation({
    mutationFn: () => enrolStudents(courseId, [...chosen], days),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["courses"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });

  function choose(ids: readonly string[], isChosen: boolean) {
    const next = new Set(chosen);
    for (const id of ids) {
      if (isChosen) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  }

  return (
    <div className="flex flex-col gap-4">
      <SearchField label={t("enrol.search")} value={query} onSearch={setQuery} />
      <QueryView query={students}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items).filter((one) => !enrolledIds.has(one.person_id));
          if (found.length === 0) return <p className="py-4 text-soft">{t("enrol.nobody")}</p>;
          const ids = found.map((one) => one.person_id);
          return (
            <div className="max-h-72 overflow-y-auto rounded-card border border-line p-1">
              <CheckRow
                checked={ids.every((id) => chosen.has(id))}
                onChange={(isChosen) => {
                  choose(ids, isChosen);
                }}
              >
                <span className="text-soft">{t("enrol.all", { count: ids.length })}</span>
              </CheckRow>
              {found.map((person) => (
                <CheckRow
                  key={person.person_id}
                  checked={chosen.has(person.person_id)}
                  detail={person.student_number || person.email}
                  onChange={(isChosen) => {
                    choose([person.person_id], isChosen);
                  }}
                >
                  {person.display_name}
                </CheckRow>
              ))}
              <LoadMore {...students} />
            </div>
          );
        }}
      </QueryView>
      <div className="grid gap-3 sm:grid-cols-2">
        {(["first_date", "last_date"] as const).map((name) => (
          <TextField
            key={name}
            type="date"
            label={name === "first_date" ? t("enrol.from") : t("enrol.until")}
            hint={name === "first_date" ? t("enrol.fromHint") : t("enrol.untilHint")}
            value={days[name]}
            error={errors[name]}
            onChange={(event) => {
              setErrors({});
              setDays({ ...days, [name]: event.target.value });
            }}
          />
        ))}
      </div>
      {enrolling.error && Object.keys(errors).length === 0 && <ProblemNotice error={enrolling.error} />}
      <Button
        look="main"
        busy={enrolling.isPending}
        disabled={chosen.size === 0}
        onClick={() => {
          enrolling.mutate();
        }}
      >
        {t("enrol.count", { count: chosen.size })}
      </Button>
    </div>
  );
}
