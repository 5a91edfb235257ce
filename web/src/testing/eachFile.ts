import i18next from "i18next";
import { beforeAll } from "vitest";

import { setTimeZone } from "@/lib/format";
import { startLanguage } from "@/lib/i18n/setup";

// Test files share one page, which spares making one for each: every file begins with nothing kept, in English
// and by this device's clock, whichever came before it.
beforeAll(async () => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
  setTimeZone(undefined);
  await startLanguage();
  await i18next.changeLanguage("en");
});
