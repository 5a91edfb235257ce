const OPEN = /^\/(login|activate|forgot|reset|guardian)\/?$/;
const WHOLE_SCREEN = /^\/(kiosk\/|sessions\/[^/]+\/code$)/;

/** Shows the frame of the page to come, before the code that fills it is there; says whether it is one behind the log-in. */
export function drawAhead(pathname: string, mayBeLoggedIn: boolean): boolean {
  const isMember = mayBeLoggedIn && !OPEN.test(pathname);
  if (!WHOLE_SCREEN.test(pathname)) {
    const frame = document.querySelector<HTMLTemplateElement>(isMember ? "#ahead-member" : "#ahead-open");
    if (frame) document.getElementById("ahead")?.append(frame.content.cloneNode(true));
  }
  return isMember;
}
