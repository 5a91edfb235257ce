/** Chooses in a form's list what was offered elsewhere. */
export function choose(form: HTMLFormElement | null, name: string, value: string): void {
  const field = form?.elements.namedItem(name);
  if (!(field instanceof HTMLSelectElement)) return;
  field.value = value;
  field.focus();
}
