import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Combobox } from "@/components/Combobox";
import { IconButton } from "@/components/IconButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { peopleSuggestionsQuery } from "@/features/people/api/people";
import { addMembers, type Group, removeMember } from "@/features/timetable/api/changeTimetable";
import { membersQuery } from "@/features/timetable/api/timetable";
import { useSettled } from "@/lib/useSettled";

/** Who is in a group: students are found by name and put in, or taken out. */
export function GroupMembers({ group }: { group: Group }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const members = useQuery(membersQuery(group.group_id));
  const [text, setText] = useState("");
  const people = useQuery(peopleSuggestionsQuery({ query: useSettled(text), role: "student" }));
  const changing = useMutation({
    mutationFn: ({ studentId, isIn }: { studentId: string; isIn: boolean }) =>
      isIn ? addMembers(group.group_id, [studentId]) : removeMember(group.group_id, studentId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["groups"] }),
  });
  return (
    <div className="flex flex-col gap-4">
      {changing.error && <ProblemNotice error={changing.error} />}
      <Combobox
        key={members.data?.length} // empty again once somebody was added
        label={t("groups.find")}
        chosen={null}
        choices={
          people.data?.items.map((one) => ({ id: one.person_id, label: one.display_name, detail: one.student_number })) ??
          null
        }
        nothing={t("groups.nobody")}
        onSearch={setText}
        onChoose={(choice) => {
          if (choice) changing.mutate({ studentId: choice.id, isIn: true });
        }}
      />
      <QueryView query={members}>
        {(found) =>
          found.length === 0 ? (
            <p className="text-soft">{t("groups.empty")}</p>
          ) : (
            <Rows aria-label={t("groups.membersOf", { name: group.name })} className="max-h-80 overflow-y-auto">
              {found.map((one) => (
                <Row key={one.student_id}>
                  <span className="flex-1">
                    {one.display_name} <span className="text-sm text-soft">{one.student_number}</span>
                  </span>
                  <IconButton
                    icon={X}
                    label={t("groups.takeOut", { name: one.display_name })}
                    onClick={() => {
                      changing.mutate({ studentId: one.student_id, isIn: false });
                    }}
                  />
                </Row>
              ))}
            </Rows>
          )
        }
      </QueryView>
    </div>
  );
}
