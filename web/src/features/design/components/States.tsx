import { BookOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { EmptyState } from "@/components/EmptyState";
import { Figures } from "@/components/Figures";
import { Initials } from "@/components/Initials";
import { Loading } from "@/components/Loading";
import { LoadMore } from "@/components/LoadMore";
import { MarkLabel } from "@/components/MarkLabel";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/Menu";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { ProgressBar } from "@/components/ProgressBar";
import { Row, ROW_LINK, Rows } from "@/components/Rows";
import { Skeleton } from "@/components/Skeleton";
import { Table } from "@/components/Table";
import { Panel } from "@/features/design/components/Panel";
import { unreachable } from "@/lib/api/problem";

/** What pages say and show. */
export function States() {
  const { t } = useTranslation(["design", "common"]);
  return (
    <>
      <Panel title={t("parts.notices")}>
        <>
            <Notice>{t("sample.info")}</Notice>
            <Notice kind="good" title={t("sample.good")} />
            <Notice kind="bad" title={t("sample.bad")} action={<Button small>{t("common:tryAgain")}</Button>}>
              {t("sample.error")}
            </Notice>
            <ProblemNotice error={unreachable()} onRetry={() => undefined} />
        </>
      </Panel>
      <Panel title={t("parts.lists")}>
        <>
            <Rows>
              <Row>
                <span className="flex-1 font-medium">{t("sample.name")}</span>
                <MarkLabel status="present" />
              </Row>
              <Row>
                <span className="flex-1 font-medium">{t("sample.other_name")}</span>
                <MarkLabel status="late" />
              </Row>
            </Rows>
            <Rows aria-label={t("parts.rows")}>
              <li>
                <a href="#page-title" className={ROW_LINK}>
                  <Initials name={t("sample.name")} />
                  <span className="min-w-40 flex-1">
                    <span className="block font-medium">{t("sample.name")}</span>
                    <span className="block text-sm text-soft">{t("sample.small_text")}</span>
                  </span>
                  <MarkLabel status="excused" />
                </a>
              </li>
            </Rows>
            <LoadMore hasNextPage isFetchingNextPage={false} fetchNextPage={() => undefined} />
            <Table label={t("parts.lists")} columns={[t("sample.column1"), t("sample.column2")]}>
              <tr>
                <td>{t("sample.small_text")}</td>
                <td>12</td>
              </tr>
            </Table>
        </>
      </Panel>
      <Panel title={t("parts.waiting")}>
        <>
            <Skeleton rows={2} />
            <Loading />
            <EmptyState icon={BookOpen} title={t("sample.empty")} action={<Button look="main">{t("sample.action")}</Button>}>
              {t("sample.emptyWhy")}
            </EmptyState>
        </>
      </Panel>
      <Panel title={t("parts.figures")}>
        <>
            <Figures
              figures={[
                { label: t("common:status.present"), value: 48 },
                { label: t("common:status.late"), value: 3 },
                { label: t("common:status.not_seen"), value: 1250 },
              ]}
            />
            <ProgressBar label={t("sample.bar")} done={2} total={3} />
        </>
      </Panel>
      <Panel title={t("parts.overlays")}>
        <>
          <div className="flex flex-wrap gap-2">
            <Menu trigger={<Button>{t("sample.open")}</Button>}>
              <MenuLabel>{t("sample.name")}</MenuLabel>
              <MenuItem>{t("sample.action")}</MenuItem>
              <MenuLine />
              <MenuItem disabled>{t("sample.off")}</MenuItem>
            </Menu>
            <ConfirmButton
              trigger={(ask) => (
                <Button look="danger" onClick={ask}>
                  {t("sample.danger")}
                </Button>
              )}
              title={t("sample.dialog")}
              consequence={t("sample.consequence")}
              action={t("sample.danger")}
              onConfirm={() => Promise.reject(unreachable())}
            />
          </div>
        </>
      </Panel>
    </>
  );
}
