import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Combobox } from "@/components/Combobox";
import { peopleSuggestionsQuery, personQuery } from "@/features/people/api/people";
import type { Person, Role } from "@/lib/api/types";
import { useSettled } from "@/lib/useSettled";

interface Props {
  label: string;
  placeholder: string;
  /** Said when nobody is found. */
  nothing: string;
  /** What tells people of one name apart. */
  detail: "email" | "student_number";
  /** Leave out who has another role. */
  only?: Role;
  /** A person's id, or that of something else, which is shown as it is. */
  id: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Finds one person by name, number or address. */
export function PersonPicker({ label, placeholder, nothing, detail, only, id, onChange }: Props) {
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const found = useQuery(peopleSuggestionsQuery({ query, ...(only && { role: only }) }));
  const person = useQuery({ ...personQuery(id ?? ""), enabled: Boolean(id), retry: false });
  const choiceOf = (one: Person) => ({ id: one.person_id, label: one.display_name, detail: one[detail] });
  const known = id ? (person.data ? choiceOf(person.data) : person.isError ? { id, label: id } : null) : null;
  return (
    <Combobox
      label={label}
      placeholder={placeholder}
      chosen={known}
      choices={found.data?.items.map(choiceOf) ?? null}
      nothing={nothing}
      onSearch={setText}
      onChoose={(choice) => {
        onChange(choice?.id);
      }}
    />
  );
}
