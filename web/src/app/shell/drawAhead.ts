const OPEN = /^\/(login|activate|forgot|reset|guardian)\/?$/;
const WHOLE_SCREEN = /^\/(kiosk(\/|$)|sessions\/[^/]+\/code$)/;

/** Shows the frame of the page to come, before the code that fills it is there; says whether it is one behind the log-in. */
export function drawAhead(pathname: string, mayBeLoggedIn: boolean): boolean {
  const isMember = mayBeLoggedIn && !OPEN.test(pathname);
  if (!WHOLE_SCREEN.test(pathname)) fill(document.getElementById("ahead"), isMember ? "member" : "open");
  return isMember;
}

/** Puts the frame into an empty place; index.html has it. */
export function fill(place: Element | null, frame: "member" | "open"): void {
  const found = document.querySelector<HTMLTemplateElement>(`#ahead-${frame}`);
  if (found) place?.replaceChildren(found.content.cloneNode(true));
}
