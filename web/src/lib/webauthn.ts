import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";

import type { JsonObject } from "@/lib/api/types";

/** Has the browser make a passkey. Rejects when the person turns away. */
export async function makePasskey(options: JsonObject): Promise<JsonObject> {
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return (await startRegistration({ optionsJSON })) as unknown as JsonObject;
}

/** Has the browser prove that a passkey is here. */
export async function showPasskey(options: JsonObject): Promise<JsonObject> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return (await startAuthentication({ optionsJSON })) as unknown as JsonObject;
}

export type PasskeyTrouble = "turnedAway" | "alreadyHere" | "insecure" | "failed";

/** Why the browser made or showed no passkey; null when it was not the browser that failed. */
export function passkeyTrouble(error: unknown): PasskeyTrouble | null {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "ProblemError") return null;
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "turnedAway";
  if (error.name === "InvalidStateError") return "alreadyHere";
  if (error.name === "SecurityError" || error.message.includes("not supported")) return "insecure";
  return "failed";
}
