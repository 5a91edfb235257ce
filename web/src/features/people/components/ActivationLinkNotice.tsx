import { useTranslation } from "react-i18next";

import { CopyField } from "@/components/CopyField";
import { dateAndClock } from "@/lib/format";

interface Props {
  name: string;
  link: string;
  expireTime: string | null;
}

/** The link that lets a person choose a password; nobody can read it again. */
export function ActivationLinkNotice({ name, link, expireTime }: Props) {
  const { t } = useTranslation("people");
  return (
    <div className="flex flex-col gap-3">
      <p>{t("link.purpose", { name })}</p>
      <CopyField label={t("link.label")} value={link} />
      <p className="text-sm text-soft">
        {t("link.once")}
        {expireTime && ` ${t("link.expires", { time: dateAndClock(expireTime) })}`}
      </p>
    </div>
  );
}
