import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Says on every page of a demo that nothing here is anybody's real attendance. */
export function DemoBanner() {
  const { t } = useTranslation();
  const { data: isDemo } = useQuery({
    queryKey: ["installation"],
    queryFn: async ({ signal }) => {
      const answer = await fetch("/.well-known/presence.json", { signal });
      const told: unknown = await answer.json();
      return typeof told === "object" && told !== null && "demo" in told && told.demo === true;
    },
    staleTime: Infinity,
    retry: false, // a page without its banner is no worse
  });
  if (!isDemo) return null;
  return (
    <p className="flex items-center justify-center gap-2 bg-late-tint px-4 py-1.5 text-center text-sm text-late">
      <FlaskConical size={16} className="shrink-0" aria-hidden />
      {t("demo")}
    </p>
  );
}
