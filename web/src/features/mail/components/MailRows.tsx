import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX, Clock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { retryMail } from "@/features/mail/api/mails";
import { MailDialog } from "@/features/mail/components/MailDialog";
import type { Mail } from "@/lib/api/types";
import { dateAndClock, sentence } from "@/lib/format";

const LOOKS = {
  waiting: { icon: Clock, tone: "warn" },
  sent: { icon: CircleCheck, tone: "good" },
  given_up: { icon: CircleX, tone: "bad" },
} as const;

/** Mails, newest first; they can be opened only where no mail server passes them on. */
export function MailRows({ mails, canOpen }: { mails: readonly Mail[]; canOpen: boolean }) {
  const { t } = useTranslation("mail");
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<Mail | null>(null);
  const retrying = useMutation({
    mutationFn: (mailId: string) => retryMail(mailId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["mails"] }),
  });
  return (
    <>
      {retrying.error && <ProblemNotice error={retrying.error} />}
      <Rows aria-label={t("title")}>
        {mails.map((mail) => (
          <Row key={mail.mail_id}>
            <span className="min-w-48 flex-1">
              <span className="block font-medium break-words">{mail.subject}</span>
              <span className="block truncate text-sm text-soft">
                {mail.to_address} · {dateAndClock(mail.create_time)}
              </span>
              {mail.last_problem && mail.state !== "sent" && (
                <span className="block text-sm break-words text-absent">
                  {sentence(mail.last_problem)} {t("attempts", { count: mail.attempts })}
                </span>
              )}
            </span>
            <Tag {...LOOKS[mail.state]}>{t(canOpen && mail.state === "waiting" ? "state.toPassOn" : `state.${mail.state}`)}</Tag>
            {canOpen && (
              <Button
                small
                aria-label={t("openOne", { subject: mail.subject, address: mail.to_address })}
                onClick={() => {
                  setOpened(mail);
                }}
              >
                {t("open")}
              </Button>
            )}
            {mail.state === "given_up" && (
              <Button
                small
                busy={retrying.isPending && retrying.variables === mail.mail_id}
                onClick={() => {
                  retrying.mutate(mail.mail_id);
                }}
              >
                {t("retry")}
              </Button>
            )}
          </Row>
        ))}
      </Rows>
      {opened && (
        <MailDialog
          mail={opened}
          onClose={() => {
            setOpened(null);
          }}
        />
      )}
    </>
  );
}
