import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CopyField } from "@/components/CopyField";
import { Modal } from "@/components/Modal";
import { QueryView } from "@/components/QueryView";
import { mailQuery } from "@/features/mail/api/mails";
import { linksIn } from "@/features/mail/links";
import type { Mail } from "@/lib/api/types";

interface Props {
  mail: Mail;
  onClose: () => void;
}

/** A mail's text, with its link ready to be passed on. */
export function MailDialog({ mail, onClose }: Props) {
  const { t } = useTranslation("mail");
  const query = useQuery(mailQuery(mail.mail_id));
  return (
    <Modal
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={mail.subject}
      purpose={t("to", { address: mail.to_address })}
    >
      <QueryView query={query}>
        {({ text }) => (
          <div className="flex flex-col gap-5">
            {linksIn(text).map((link) => (
              <CopyField key={link} label={t("link")} value={link} />
            ))}
            <pre className="rounded-card border border-line bg-sunken p-4 font-sans text-sm break-words whitespace-pre-wrap">
              {text}
            </pre>
          </div>
        )}
      </QueryView>
    </Modal>
  );
}
