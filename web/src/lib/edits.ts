const edited = new Set<Element>();

/** From now on remembers which fields somebody has written in or chosen from. */
export function noteEdits(signal: AbortSignal): void {
  document.addEventListener(
    "input",
    ({ target }) => {
      for (const one of edited) if (!one.isConnected) edited.delete(one);
      if (target instanceof Element) edited.add(target);
    },
    { capture: true, signal },
  );
}

/** Whether something would be lost with the page: what was written in it, a dialog, a picture being taken, work under way. */
export function wouldLose(): boolean {
  const written = [...edited].some((one) => one.isConnected);
  return written || document.querySelector("[role=dialog], [role=alertdialog], [role=progressbar], video") !== null;
}
