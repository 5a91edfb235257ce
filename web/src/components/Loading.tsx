import { useTranslation } from "react-i18next";

/** Shown only when something takes long enough to be noticed. */
export function Loading({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <p role="status" className="animate-late py-8 text-center text-soft">
      {label ?? t("loading")}
    </p>
  );
}
