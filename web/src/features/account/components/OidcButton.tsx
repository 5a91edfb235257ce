import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { loginOptionsQuery, oidcStartUrl } from "@/features/account/api/loginOptions";

/** The way to log in with another provider, where one is configured. */
export function OidcButton({ next }: { next: string }) {
  const { t } = useTranslation("account");
  const { data: options } = useQuery(loginOptionsQuery);
  if (!options?.oidc_name) return null;
  return (
    <>
      <p className="my-5 flex items-center gap-3 text-sm text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("login.or")}
      </p>
      <Button asChild className="w-full">
        <a href={oidcStartUrl(next)}>{t("login.with", { name: options.oidc_name })}</a>
      </Button>
    </>
  );
}
