/** What a page does when the login has ended while somebody works on it. */
type Handler = () => void;

let current: Handler | null = null;

/** The page's one way to go on; gives back what ends it. */
export function onLoginEnded(handler: Handler): () => void {
  current = handler;
  return () => {
    if (current === handler) current = null;
  };
}

/** Lets the page ask for a login where it stands, so that nothing on it is lost; false when it cannot. */
export function askForLogin(): boolean {
  current?.();
  return current !== null;
}
