import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { proveFirst } from "@/features/account/api/proof";
import { personalDataUrl } from "@/features/privacy/api/personalData";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { saveFrom } from "@/lib/saveFile";

/** All that is stored about a person, as one file, for whoever has just shown who they are. */
export function DownloadData({ personId, main = false }: { personId: string; main?: boolean }) {
  const { t } = useTranslation("privacy");
  const proving = useMutation({
    mutationFn: proveFirst,
    onSuccess: () => {
      saveFrom(personalDataUrl(personId, pageLanguage()));
    },
  });
  return (
    <div className="flex flex-col items-start gap-3">
      <Button
        busy={proving.isPending}
        {...(main && { look: "main" })}
        onClick={() => {
          proving.mutate();
        }}
      >
        <Download size={18} aria-hidden />
        {t("download")}
      </Button>
      {proving.error && <ProblemNotice error={proving.error} />}
    </div>
  );
}
