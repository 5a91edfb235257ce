import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { ConfirmButton } from "@/components/ConfirmButton";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { addGroup, deleteGroup, type Group, renameGroup } from "@/features/timetable/api/changeTimetable";
import { groupsQuery } from "@/features/timetable/api/timetable";
import { GroupMembers } from "@/features/timetable/components/GroupMembers";
import { submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { useSeen } from "@/lib/useSeen";

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
  const [renaming, setRenaming] = useState(false);
  const members = (
    <>
      <Users size={16} aria-hidden />
      {t("groups.members", { count: group.member_count })}
      <span className="sr-only"> · {group.name}</span>
    </>
  );
  return (
    <Row>
      <span className="min-w-40 flex-1 font-medium">{group.name}</span>
      <DialogButton small look="quiet" label={members} title={group.name} purpose={t("groups.membersWhy")}>
        {() => <GroupMembers group={group} />}
      </DialogButton>
      <IconButton
        icon={Pencil}
        label={t("groups.rename", { name: group.name })}
        onClick={() => {
          setRenaming(true);
        }}
      />
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
      <Modal open={renaming} onOpenChange={setRenaming} title={t("groups.rename", { name: group.name })}>
        <NewName
          group={group}
          onDone={() => {
            setRenaming(false);
          }}
        />
      </Modal>
    </Row>
  );
}

function NewName({ group, onDone }: { group: Group; onDone: () => void }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const look = () => queryClient.invalidateQueries({ queryKey: ["groups"] });
  const seen = useSeen(group, look);
  const renaming = useMutation({
    mutationFn: (name: string) => seen.save((revision) => renameGroup(group.group_id, { name, revision })),
    onSuccess: async () => {
      await look();
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
  });
  const take = () => {
    seen.take();
    renaming.reset();
  };
  return (
    <form
      key={seen.taken}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        renaming.mutate(submitted(event).name ?? "");
      }}
    >
      {renaming.error && (
        <ChangedMeanwhile
          seen={{ ...seen, take }}
          says={({ name }) => [[t("groups.name"), name]]}
          error={renaming.error}
        />
      )}
      <TextField
        name="name"
        required
        maxLength={100}
        label={t("groups.name")}
        autoComplete="off"
        defaultValue={seen.from.name}
      />
      <Button type="submit" look="main" busy={renaming.isPending}>
        {t("change.save")}
      </Button>
    </form>
  );
}
