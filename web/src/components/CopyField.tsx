import { Check, Copy } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";

const THANKS_MS = 2000;

/** A text to take along, such as a link that is shown once. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
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
    text.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // not allowed to: the text is selected, so that the keyboard can copy it
    }
  }

  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="mt-1 flex items-start gap-2">
        <textarea
          id={id}
          ref={text}
          readOnly
          rows={1}
          value={value}
          onFocus={(event) => {
            event.target.select();
          }}
          className="field-sizing-content min-h-10 w-full resize-none rounded-control border border-edge bg-sunken px-3 py-2 font-mono text-sm break-all"
        />
        <Button onClick={() => void copy()} aria-label={t("copyWhat", { what: label })}>
          {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
          {copied ? t("copied") : t("copy")}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </p>
    </div>
  );
}
