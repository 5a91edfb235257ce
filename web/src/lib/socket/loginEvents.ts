import { asProblem } from "@/lib/api/problem";

/** Dispatched on window when it is told that the login is over: the page asks for another where it stands. */
export const LOGIN_ENDED_EVENT = "presence:login-ended";
/** Dispatched on window when the same person has logged in again: what the end of the login stopped goes on. */
export const LOGIN_AGAIN_EVENT = "presence:login-again";

/** For what is asked beside the query client, which does the same for all that goes through it. */
export function tellIfLoginEnded(error: unknown): void {
  if (asProblem(error).isLoggedOut) window.dispatchEvent(new Event(LOGIN_ENDED_EVENT));
}
