import { Link } from "@tanstack/react-router";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { useFindingWords } from "@/features/system/useFindingWords";
import type { SystemFinding } from "@/lib/api/types";

const LOOKS = {
  problem: { icon: CircleAlert, tone: "bad" },
  warning: { icon: TriangleAlert, tone: "warn" },
  note: { icon: Info, tone: "plain" },
} as const;

/** What needs somebody, each with what to do about it. */
export function FindingList({ findings }: { findings: readonly SystemFinding[] }) {
  const { t } = useTranslation("system");
  const words = useFindingWords();
  return (
    <Rows aria-label={t("findings")}>
      {findings.map((finding) => {
        const { icon, tone } = LOOKS[finding.severity];
        const said = words(finding);
        return (
          <Row key={said.title} className="items-start py-3">
            <Tag icon={icon} tone={tone}>
              {t(`severity.${finding.severity}`)}
            </Tag>
            <div className="min-w-56 flex-1 basis-64">
              <p className="font-medium break-words">{said.title}</p>
              <p className="max-w-2xl text-soft">{said.todo}</p>
            </div>
            <Way code={finding.code} />
          </Row>
        );
      })}
    </Rows>
  );
}

/** Where it is mended, if a page of ours can. */
function Way({ code }: { code: SystemFinding["code"] }) {
  const { t } = useTranslation("system");
  const look = "inline-flex min-h-6 items-center text-accent hover:underline";
  if (code === "mail_stuck" || code === "mail_waits" || code === "mail_given_up")
    return (
      <Link to="/outbox" className={look}>
        {t("openOutbox")}
      </Link>
    );
  if (code === "session_open_long" || code === "cameras_awaited")
    return (
      <Link to="/sessions" className={look}>
        {t("openSessions")}
      </Link>
    );
  return null;
}
