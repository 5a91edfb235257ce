import { useTranslation } from "react-i18next";

import { LANGUAGES } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { setLanguage } from "@/lib/i18n/setup";

/** The other languages, each in its own words, for who cannot read the one shown. */
export function LanguageLinks() {
  const { t } = useTranslation();
  const shown = pageLanguage();
  return (
    <ul className="mt-10 flex gap-4">
      {LANGUAGES.filter((one) => one !== shown).map((one) => (
        <li key={one}>
          <button
            type="button"
            lang={one}
            className="min-h-9 text-accent underline underline-offset-4 hover:text-accent-strong"
            onClick={() => void setLanguage(one)}
          >
            {t(`languages.${one}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}
