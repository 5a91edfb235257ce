// The first script of every page, and a small one: it has all that the page needs come at once, not one after another.
import "@/app/styles.css";

import { fetchEarly } from "@/app/early";
import { drawAhead } from "@/app/shell/drawAhead";
import { askEarly } from "@/lib/api/early";
import { mayBeLoggedIn } from "@/lib/api/csrf";
import { startingLanguage } from "@/lib/i18n/choice";
import { textsOf } from "@/lib/i18n/texts";
import { chosenTheme, showTheme } from "@/lib/themeChoice";

showTheme(chosenTheme());
const { pathname } = window.location;
const isMember = drawAhead(pathname, mayBeLoggedIn());
if (isMember) {
  askEarly("/api/v1/me");
  askEarly("/api/v1/institution");
}
void import("@/app/main");
textsOf(startingLanguage(), "first").catch(() => undefined); // asked for again where they are needed
fetchEarly(isMember || pathname !== "/" ? pathname : "/login");
