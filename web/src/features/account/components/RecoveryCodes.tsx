import { Download, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CopyButton } from "@/components/CopyButton";
import { saveFile } from "@/lib/saveFile";

/** Codes that are shown once, and the ways to take them along. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation("account");
  const text = codes.join("\n");

  function download() {
    saveFile(new Blob([`${t("codes.heading")}\n\n${text}\n`], { type: "text/plain" }), "presence-recovery-codes.txt");
  }

  return (
    <div className="flex flex-col gap-4">
      <p>{t("codes.purpose")}</p>
      <ul
        data-print
        aria-label={t("codes.label")}
        className="grid gap-y-1 rounded-card border border-line bg-sunken p-4 tracking-wide"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton label={t("codes.label")} value={text} />
        <Button onClick={download}>
          <Download size={18} aria-hidden />
          {t("codes.download")}
        </Button>
        <Button
          onClick={() => {
            window.print();
          }}
        >
          <Printer size={18} aria-hidden />
          {t("codes.print")}
        </Button>
        <Button look="main" className="ms-auto" onClick={onDone}>
          {t("codes.done")}
        </Button>
      </div>
    </div>
  );
}
