import { queryOptions } from "@tanstack/react-query";

import { browserSubscription, endpointDigest, subscribeBrowser } from "@/features/notices/browserPush";
import { noteTold, told } from "@/features/notices/told";
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
export async function pushHere(personId: string): Promise<void> {
  const { public_key } = await answerOf(api.GET("/api/v1/push/key"));
  const { endpoint, keys } = (await subscribeBrowser(public_key)).toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("the browser gave a subscription without keys");
  const body = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
  await answerOf(api.POST("/api/v1/push/subscriptions", { body }));
  noteTold({ personId, digest: await endpointDigest(endpoint) });
}

/**
 * Tells the server where to push now if the browser has renewed its subscription, or dropped it, since it was told.
 * Nothing where somebody else is notified in this browser, or nobody any more.
 */
export async function keepPushed(personId: string): Promise<void> {
  const known = told();
  if (known && known.personId !== personId) return;
  const mine = await browserSubscription();
  const digest = mine && (await endpointDigest(mine.endpoint));
  if (digest === (known?.digest ?? null)) return;
  if (known) await pushHere(personId);
  const { items } = await answerOf(api.GET("/api/v1/push/subscriptions"));
  if (known) await endAll(items, known.digest);
  else if (digest && items.some((one) => one.endpoint_sha256 === digest)) noteTold({ personId, digest });
}

export const endPush = (subscriptionId: string) =>
  answerOf(
    api.DELETE("/api/v1/push/subscriptions/{subscription_id}", { params: { path: { subscription_id: subscriptionId } } }),
  );

/** Nothing is pushed to this browser any more, for whoever uses it next. */
export async function endPushHere(): Promise<void> {
  noteTold(null);
  const mine = await browserSubscription();
  if (!mine) return;
  const digest = await endpointDigest(mine.endpoint);
  const { items } = await answerOf(api.GET("/api/v1/push/subscriptions"));
  await endAll(items, digest);
  await mine.unsubscribe();
}

async function endAll(items: readonly PushSubscriptionRecord[], digest: string): Promise<void> {
  await Promise.all(items.filter((one) => one.endpoint_sha256 === digest).map((one) => endPush(one.subscription_id)));
}

export const tryPush = (subscriptionId: string) =>
  answerOf(
    api.POST("/api/v1/push/subscriptions/{subscription_id}/test", {
      params: { path: { subscription_id: subscriptionId } },
    }),
  );
