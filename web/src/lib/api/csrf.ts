const COOKIE = /(?:^|; )(?:__Host-)?presence_csrf=([^;]*)/;

/** The readable cookie that unsafe requests must repeat, which another site's page cannot; host-bound by HTTPS. */
export function csrfToken(): string {
  return COOKIE.exec(document.cookie)?.[1] ?? "";
}

/** Whether this browser holds a login, as far as a page can see: its other cookies cannot be read. */
export const mayBeLoggedIn = (): boolean => csrfToken() !== "";
