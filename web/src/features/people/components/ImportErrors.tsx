import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { Table } from "@/components/Table";
import type { ImportLineError } from "@/lib/api/types";
import { sentence } from "@/lib/format";

/** What is wrong in a file, by line and column. */
export function ImportErrors({ errors, failed }: { errors: readonly ImportLineError[]; failed: number }) {
  const { t } = useTranslation("people");
  return (
    <div className="flex flex-col gap-4">
      <Notice kind="bad" title={t("import.errors", { count: failed })}>
        {t("import.errorsWhy")}
      </Notice>
      <div className="max-h-128 overflow-y-auto">
        <Table label={t("import.errorTable")} columns={[t("import.line"), t("import.column"), t("import.reason")]}>
          {errors.map((error, index) => (
            <tr key={index}>
              <td className="w-20">{error.line}</td>
              <td className="w-40 break-words">{error.column || "–"}</td>
              <td>{sentence(error.reason)}</td>
            </tr>
          ))}
        </Table>
      </div>
    </div>
  );
}
