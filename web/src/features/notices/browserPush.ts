/** What keeps this browser from being notified, in words that the texts have. */
export type Obstacle = "unsupported" | "denied" | "dismissed" | "unreachable";

export class PushObstacle extends Error {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle) {
    super(obstacle);
    this.obstacle = obstacle;
  }
}

/** Before anything is asked: whether this browser could be notified at all. */
export function knownObstacle(): Obstacle | null {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : null;
}

/** What this browser is subscribed with already; null when it is not, or cannot be. */
export async function browserSubscription(): Promise<PushSubscription | null> {
  if (knownObstacle() === "unsupported") return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks the person and then the browser; to be called from a click. PushObstacle says what is in the way. */
export async function subscribeBrowser(publicKey: string): Promise<PushSubscription> {
  const known = knownObstacle();
  if (known) throw new PushObstacle(known);
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new PushObstacle(permission === "denied" ? "denied" : "dismissed");
  await navigator.serviceWorker.register("/sw.js"); // where it is there already, the same one
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = fromUrlSafe(publicKey);
  const earlier = await pushManager.getSubscription();
  if (earlier && !isSame(earlier.options.applicationServerKey, key)) await earlier.unsubscribe(); // another key's
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch (error) {
    throw new PushObstacle(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "unreachable");
  }
}

/** By which the server's list names this browser. */
export async function endpointDigest(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromUrlSafe(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function isSame(known: ArrayBuffer | null, key: Uint8Array): boolean {
  if (known?.byteLength !== key.byteLength) return false;
  const bytes = new Uint8Array(known);
  return key.every((byte, place) => bytes[place] === byte);
}
