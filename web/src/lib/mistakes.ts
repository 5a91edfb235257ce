/**
 * When a form was sent and something in it is wrong, the keyboard goes to the first such field, and what is said of the
 * whole comes into sight: in a long form both may be far from the button. Whoever has gone on elsewhere is left alone.
 */
export function leadToMistakes(): void {
  let looking: MutationObserver | undefined;
  document.addEventListener("submit", ({ target: form }) => {
    looking?.disconnect();
    if (!(form instanceof HTMLFormElement)) return;
    const from = document.activeElement;
    const look = () => {
      const isElsewhere = document.activeElement !== from && document.activeElement !== document.body;
      if (isElsewhere || lead(form)) observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(form, { subtree: true, childList: true, attributeFilter: ["aria-invalid"] });
    looking = observer;
    requestAnimationFrame(look); // what was wrong before and still is changes nothing
  });
}

/** Whether there was a mistake. */
function lead(form: HTMLFormElement): boolean {
  const field = form.querySelector<HTMLElement>("[aria-invalid=true]");
  field?.focus();
  const words = field ?? form.querySelector("[role=alert]");
  words?.scrollIntoView({ block: "center" }); // clear of what stays at the top of a phone's screen
  return words !== null;
}
