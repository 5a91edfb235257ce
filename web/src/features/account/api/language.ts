import type { QueryClient } from "@tanstack/react-query";

import { meQuery } from "@/features/account/api/me";
import { answerOf, api } from "@/lib/api/client";
import type { Language } from "@/lib/i18n/languages";
import { adoptLanguage } from "@/lib/i18n/setup";

/** The language of this page, and of the account: of its mails, its notices and its next log-in anywhere. */
export async function chooseLanguage(queryClient: QueryClient, language: Language): Promise<void> {
  const before = queryClient.getQueryData(meQuery.queryKey)?.language ?? "";
  await adoptLanguage(language);
  try {
    await answerOf(api.PUT("/api/v1/me/language", { body: { language } }));
  } catch (error) {
    await adoptLanguage(before); // the account's goes on
    throw error;
  }
  queryClient.setQueryData(meQuery.queryKey, (me) => me && { ...me, language });
}
