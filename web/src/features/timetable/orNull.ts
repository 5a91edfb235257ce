/** What was chosen in a form; null for nothing. */
export function orNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}
