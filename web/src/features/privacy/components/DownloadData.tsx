import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { personalDataUrl } from "@/features/privacy/api/personalData";
import { pageLanguage } from "@/lib/i18n/pageLanguage";

/** All that is stored about a person, as one file. */
export function DownloadData({ personId, main = false }: { personId: string; main?: boolean }) {
  const { t } = useTranslation("privacy");
  return (
    <Button asChild {...(main && { look: "main" })}>
      <a href={personalDataUrl(personId, pageLanguage())} download>
        <Download size={18} aria-hidden />
        {t("download")}
      </a>
    </Button>
  );
}
