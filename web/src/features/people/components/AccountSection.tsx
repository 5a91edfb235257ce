import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Section } from "@/components/Section";
import { deletePerson, issueActivation, revokeActivation, setActive } from "@/features/people/api/changePerson";
import { ActivationLinkNotice } from "@/features/people/components/ActivationLinkNotice";
import type { Person } from "@/lib/api/types";

/** What an administrator may do with somebody's account. */
export function AccountSection({ person, onDeleted }: { person: Person; onDeleted: () => void }) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["people"] });
  const [revoked, setRevoked] = useState(false);
  const link = useMutation({
    mutationFn: () => issueActivation(person.person_id),
    onMutate: () => {
      setRevoked(false);
    },
  });
  const activity = useMutation({
    mutationFn: () => setActive(person.person_id, !person.active),
    onSuccess: refresh,
  });
  const name = person.display_name;

  return (
    <Section title={t("account.title")} purpose={person.activated ? t("account.activated") : t("account.notActivated")}>
      <div className="flex flex-col gap-4">
        {(link.error ?? activity.error) && <ProblemNotice error={link.error ?? activity.error} />}
        {revoked && <Notice kind="good">{t("account.revoked")}</Notice>}
        {link.data && (
          <ActivationLinkNotice name={name} link={link.data.activation_link} expireTime={link.data.expire_time} />
        )}
        <div className="flex flex-wrap gap-2">
          {!person.activated && person.active && (
            <Button
              busy={link.isPending}
              onClick={() => {
                link.mutate();
              }}
            >
              {t("account.newLink")}
            </Button>
          )}
          {!person.activated && (
            <ConfirmButton
              trigger={(ask) => <Button onClick={ask}>{t("account.revokeLink")}</Button>}
              title={t("account.revokeTitle", { name })}
              consequence={t("account.revokeConsequence")}
              action={t("account.revokeLink")}
              onConfirm={async () => {
                await revokeActivation(person.person_id);
                link.reset();
                setRevoked(true);
              }}
            />
          )}
          <Button
            busy={activity.isPending}
            onClick={() => {
              activity.mutate();
            }}
          >
            {person.active ? t("account.shutOut") : t("account.letIn")}
          </Button>
          <ConfirmButton
            trigger={(ask) => (
              <Button look="danger" onClick={ask}>
                {t("account.delete")}
              </Button>
            )}
            title={t("account.deleteTitle", { name })}
            consequence={t("account.deleteConsequence")}
            action={t("account.deleteAction")}
            onConfirm={async () => {
              await deletePerson(person.person_id);
              onDeleted();
              void queryClient.invalidateQueries({ queryKey: ["people", "list"] });
            }}
          />
        </div>
      </div>
    </Section>
  );
}
