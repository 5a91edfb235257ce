import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Combobox } from "@/components/Combobox";
import { peopleSuggestionsQuery, personQuery } from "@/features/people/api/people";
import type { Person } from "@/lib/api/types";
import { useSettled } from "@/lib/useSettled";

interface Props {
  studentId: string | undefined;
  onChoose: (studentId: string | undefined) => void;
}

/** Whom somebody of the staff asks for. */
export function StudentPicker({ studentId, onChoose }: Props) {
  const { t } = useTranslation("excuses");
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const found = useQuery(peopleSuggestionsQuery({ query, role: "student" }));
  const student = useQuery({ ...personQuery(studentId ?? ""), enabled: Boolean(studentId) });
  return (
    <Combobox
      label={t("facts.student")}
      placeholder={t("behalf.find")}
      chosen={studentId && student.data ? choiceOf(student.data) : null}
      choices={found.data?.items.map(choiceOf) ?? null}
      nothing={t("behalf.nobody")}
      onSearch={setText}
      onChoose={(choice) => {
        onChoose(choice?.id);
      }}
    />
  );
}

const choiceOf = (person: Person) => ({
  id: person.person_id,
  label: person.display_name,
  detail: person.student_number,
});
