/**
 * Moves the focus to the heading of a page one has come to, so that its name is read out. It is waited for where the page
 * is drawn in steps, or the one before still hides behind it, but not once somebody has gone elsewhere. Ends with what it gives back.
 */
export function readOutNewPage(): () => void {
  const from = document.activeElement;
  if (focusHeading()) return () => undefined;
  const drawing = new MutationObserver(() => {
    const at = document.activeElement;
    if ((at !== from && at !== document.body) || focusHeading()) drawing.disconnect();
  });
  drawing.observe(document.body, { childList: true, subtree: true, attributeFilter: ["style"] });
  return () => {
    drawing.disconnect();
  };
}

/** Whether there is nothing left to wait for: what is hidden takes no focus. */
function focusHeading(): boolean {
  if (document.querySelector("[data-overlay]")) return true;
  const heading = document.getElementById("page-title");
  heading?.focus({ preventScroll: true });
  return heading !== null && document.activeElement === heading;
}
