import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";

export function ToLogin({ look = "plain" }: { look?: "plain" | "main" }) {
  const { t } = useTranslation("account");
  return (
    <Button asChild look={look} className="mt-6 w-full">
      <Link to="/login" search={{}}>
        {t("activation.toLogin")}
      </Link>
    </Button>
  );
}
