import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

/** The way to what one's own mark rests on, and to saying that it is wrong. */
export function AboutMark({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation("disputes");
  return (
    <Link
      to="/attendance/$sessionId"
      params={{ sessionId }}
      aria-label={t("mark.see")}
      title={t("mark.see")}
      className="inline-flex size-9 items-center justify-center rounded-control text-soft transition-colors duration-100 hover:bg-hover hover:text-ink"
    >
      <ChevronRight size={18} aria-hidden />
    </Link>
  );
}
