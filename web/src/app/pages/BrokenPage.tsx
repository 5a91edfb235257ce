import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";

/** A page that could not be shown at all: its code or who is logged in could not be loaded, or it has a fault. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <CentredPage title={t("broken.title")}>
      <div className="flex flex-col items-start gap-4">
        <ProblemNotice error={error} />
        <Button
          look="main"
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          {t("broken.reload")}
        </Button>
      </div>
    </CentredPage>
  );
}
