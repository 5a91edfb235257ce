import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";

const THANKS_MS = 2000;

interface Props {
  /** What is copied, for who cannot see it. */
  label: string;
  value: string;
  /** Called first, such as to select the text: where copying is not allowed, the keyboard then can. */
  onCopy?: () => void;
}

export function CopyButton({ label, value, onCopy }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, THANKS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  async function copy() {
    onCopy?.();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // not allowed to
    }
  }

  return (
    <>
      <Button onClick={() => void copy()} aria-label={t("copyWhat", { what: label })}>
        {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        {copied ? t("copied") : t("copy")}
      </Button>
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}
