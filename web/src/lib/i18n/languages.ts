/** The page's languages; each is named in itself in `common.languages`. */
export const LANGUAGES = ["en", "ne"] as const;

export type Language = (typeof LANGUAGES)[number];

export function isLanguage(value: unknown): value is Language {
  return (LANGUAGES as readonly unknown[]).includes(value);
}
