import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckRow } from "@/components/CheckRow";
import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { peopleQuery } from "@/features/people/api/people";

interface Props {
  chosen: readonly string[];
  onChange: (teacherIds: string[]) => void;
}

/** Who teaches: the teachers with a box each. */
export function TeacherPicker({ chosen, onChange }: Props) {
  const { t } = useTranslation("courses");
  const teachers = useInfiniteQuery(peopleQuery({ query: "", role: "teacher" }));
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{t("teachers.title")}</legend>
      <p className="mb-2 text-sm text-soft">{t("teachers.hint")}</p>
      <QueryView query={teachers}>
        {({ pages }) => {
          const people = pages.flatMap((page) => page.items);
          if (people.length === 0) return <p className="text-soft">{t("teachers.none")}</p>;
          return (
            <div className="max-h-48 overflow-y-auto rounded-card border border-line p-1">
              {people.map((person) => (
                <CheckRow
                  key={person.person_id}
                  checked={chosen.includes(person.person_id)}
                  onChange={(isChosen) => {
                    const others = chosen.filter((id) => id !== person.person_id);
                    onChange(isChosen ? [...others, person.person_id] : others);
                  }}
                  detail={person.email}
                >
                  {person.display_name}
                </CheckRow>
              ))}
              <LoadMore {...teachers} />
            </div>
          );
        }}
      </QueryView>
    </fieldset>
  );
}
