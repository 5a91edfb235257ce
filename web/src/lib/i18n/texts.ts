import names from "virtual:texts/names";

import type { Language } from "@/lib/i18n/languages";

export type Tier = keyof typeof names;
export type Texts = Record<string, Record<string, unknown>>;

type Fetched = () => Promise<{ default: Texts }>;

// see scripts/texts.ts
const FILES: Record<Language, Record<Tier, Fetched>> = {
  en: {
    first: () => import("virtual:texts/en/first"),
    student: () => import("virtual:texts/en/student"),
    staff: () => import("virtual:texts/en/staff"),
  },
  ne: {
    first: () => import("virtual:texts/ne/first"),
    student: () => import("virtual:texts/ne/student"),
    staff: () => import("virtual:texts/ne/staff"),
  },
};

/** The namespaces of a tier. */
export const namesOf = (tier: Tier): readonly string[] => names[tier];

export function tierOf(namespace: string): Tier | undefined {
  return (Object.keys(names) as Tier[]).find((tier) => names[tier].includes(namespace));
}

/** The texts of a tier by namespace; fetched once. */
export async function textsOf(language: Language, tier: Tier): Promise<Texts> {
  return (await FILES[language][tier]()).default;
}
