import clsx from "clsx";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { LanguageLinks } from "@/app/shell/LanguageLinks";
import { Logo } from "@/app/shell/Logo";

interface Props {
  title: string;
  purpose?: ReactNode;
  /** For a page with a text to read. */
  wide?: boolean;
  children: ReactNode;
}

/** A page with one small form, for somebody who is not logged in. */
export function CentredPage({ title, purpose, wide = false, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t("pageTitle", { title });
  }, [t, title]);
  return (
    <main className={clsx("mx-auto flex min-h-dvh w-full flex-col px-5 py-16 sm:justify-center", wide ? "max-w-2xl" : "max-w-sm")}>
      <Logo />
      <h1 id="page-title" tabIndex={-1} className="mt-8 text-2xl leading-8 font-semibold tracking-tight">
        {title}
      </h1>
      {purpose && <div className="mt-1 text-soft">{purpose}</div>}
      <div className="mt-6">{children}</div>
      <LanguageLinks />
    </main>
  );
}
