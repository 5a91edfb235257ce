import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2, Users, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Combobox } from "@/components/Combobox";
import { ConfirmButton } from "@/components/ConfirmButton";
import { TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { peopleSuggestionsQuery } from "@/features/people/api/people";
import { addGroup, addMembers, deleteGroup, type Group, removeMember } from "@/features/timetable/api/changeTimetable";
import { groupsQuery, membersQuery } from "@/features/timetable/api/timetable";
import { submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { useSettled } from "@/lib/useSettled";

export function GroupsSection() {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const groups = useQuery(groupsQuery);
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: (name: string) => addGroup({ name, request_id: requestId }),
    onSuccess: async () => {
      setRequestId(newId());
      await queryClient.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  return (
    <Section title={t("groups.title")} purpose={t("groups.purpose")}>
      <QueryView query={groups}>
        {(found) =>
          found.length === 0 ? (
            <p className="text-soft">{t("groups.none")}</p>
          ) : (
            <Rows aria-label={t("groups.title")}>
              {found.map((group) => (
                <GroupRow key={group.group_id} group={group} />
              ))}
            </Rows>
          )
        }
      </QueryView>
      <form
        key={requestId}
        className="mt-4 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          adding.mutate(submitted(event).name ?? "");
        }}
      >
        {adding.error && (
          <div className="basis-full">
            <ProblemNotice error={adding.error} />
          </div>
        )}
        <div className="min-w-48 flex-1">
          <TextField name="name" required maxLength={100} label={t("groups.name")} autoComplete="off" />
        </div>
        <Button type="submit" busy={adding.isPending}>
          {t("groups.add")}
        </Button>
      </form>
    </Section>
  );
}

function GroupRow({ group }: { group: Group }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  return (
    <Row>
      <span className="min-w-40 flex-1 font-medium">{group.name}</span>
      <Button
        small
        look="quiet"
        aria-label={t("groups.membersOf", { name: group.name })}
        onClick={() => {
          setOpen(true);
        }}
      >
        <Users size={16} aria-hidden />
        {t("groups.members", { count: group.member_count })}
      </Button>
      <ConfirmButton
        trigger={(ask) => <IconButton icon={Trash2} label={t("remove", { name: group.name })} onClick={ask} />}
        title={t("remove", { name: group.name })}
        consequence={t("groups.removeWhy")}
        action={t("removeIt")}
        onConfirm={async () => {
          await deleteGroup(group.group_id);
          await queryClient.invalidateQueries({ queryKey: ["groups"] });
        }}
      />
      <Modal open={open} onOpenChange={setOpen} title={group.name} purpose={t("groups.membersWhy")}>
        <Members group={group} />
      </Modal>
    </Row>
  );
}

function Members({ group }: { group: Group }) {
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
