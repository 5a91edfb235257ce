import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Combobox } from "@/components/Combobox";
import { peopleSuggestionsQuery, personQuery } from "@/features/people/api/people";
import type { Person } from "@/lib/api/types";
import { useSettled } from "@/lib/useSettled";

interface Props {
  label: string;
  /** A person's id, or that of something else that the log names. */
  id: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Finds whose entries are to be seen. Those who were deleted are shown by their id. */
export function PersonPicker({ label, id, onChange }: Props) {
  const { t } = useTranslation("audit");
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const found = useQuery(peopleSuggestionsQuery({ query }));
  const person = useQuery({ ...personQuery(id ?? ""), enabled: Boolean(id), retry: false });
  const known = id ? (person.data ? choiceOf(person.data) : person.isError ? { id, label: id } : null) : null;
  return (
    <Combobox
      label={label}
      placeholder={t("anybody")}
      chosen={known}
      choices={found.data?.items.map(choiceOf) ?? null}
      nothing={t("nobodyFound")}
      onSearch={setText}
      onChoose={(choice) => {
        onChange(choice?.id);
      }}
    />
  );
}

const choiceOf = (person: Person) => ({
  id: person.person_id,
  label: person.display_name,
  detail: person.email,
});
