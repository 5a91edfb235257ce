import { queryOptions } from "@tanstack/react-query";

import { browserSubscription, endpointDigest, subscribeBrowser } from "@/features/notices/browserPush";
import { answerOf, api } from "@/lib/api/client";
import type { PushSubscriptionRecord } from "@/lib/api/types";

/** One's own browsers that are notified, and which of them this one is. */
export const pushQuery = queryOptions({
  queryKey: ["push"],
  queryFn: async ({ signal }): Promise<{ items: PushSubscriptionRecord[]; here: string | null }> => {
    const [{ items }, mine] = await Promise.all([
      answerOf(api.GET("/api/v1/push/subscriptions", { signal })),
      browserSubscription(),
    ]);
    const digest = mine && (await endpointDigest(mine.endpoint));
    return { items, here: items.find((one) => one.endpoint_sha256 === digest)?.subscription_id ?? null };
  },
});

/** Asks for what is needed, and has notices pushed to this browser. PushObstacle says what is in the way. */
export async function pushHere(): Promise<void> {
  const { public_key } = await answerOf(api.GET("/api/v1/push/key"));
  const { endpoint, keys } = (await subscribeBrowser(public_key)).toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("the browser gave a subscription without keys");
  const body = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
  await answerOf(api.POST("/api/v1/push/subscriptions", { body }));
}

export const endPush = (subscriptionId: string) =>
  answerOf(
    api.DELETE("/api/v1/push/subscriptions/{subscription_id}", { params: { path: { subscription_id: subscriptionId } } }),
  );

/** Nothing is pushed to this browser any more, for whoever uses it next. */
export async function endPushHere(): Promise<void> {
  const mine = await browserSubscription();
  if (!mine) return;
  const digest = await endpointDigest(mine.endpoint);
  const { items } = await answerOf(api.GET("/api/v1/push/subscriptions"));
  await Promise.all(items.filter((one) => one.endpoint_sha256 === digest).map((one) => endPush(one.subscription_id)));
  await mine.unsubscribe();
}

export const tryPush = (subscriptionId: string) =>
  answerOf(
    api.POST("/api/v1/push/subscriptions/{subscription_id}/test", {
      params: { path: { subscription_id: subscriptionId } },
    }),
  );
