import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  /** A sentence that says what the page is for. */
  purpose?: ReactNode;
  /** The page's one main action. */
  action?: ReactNode;
  /** Where the page belongs: a link back. */
  above?: ReactNode;
}

export function PageHeader({ title, purpose, action, above }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t("pageTitle", { title });
  }, [t, title]);
  return (
    <header className="mb-8">
      {above && <div className="mb-2 text-sm">{above}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0 grow basis-72">
          <h1 id="page-title" tabIndex={-1} className="text-2xl leading-8 font-semibold tracking-tight break-words">
            {title}
          </h1>
          {purpose && <div className="mt-1 max-w-2xl text-soft">{purpose}</div>}
        </div>
        {action && <div className="flex max-w-full flex-wrap items-center gap-2">{action}</div>}
      </div>
    </header>
  );
}
