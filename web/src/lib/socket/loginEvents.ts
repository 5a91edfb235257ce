/** Dispatched on window when a socket is told that the login is over. */
export const LOGIN_ENDED_EVENT = "presence:login-ended";
/** Dispatched on window when the same person has logged in again: sockets that the end of the login closed come back. */
export const LOGIN_AGAIN_EVENT = "presence:login-again";
