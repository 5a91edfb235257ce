"""Pages in another language than their reader's account has."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Route


async def speak(context: BrowserContext, language: str) -> None:
    """From now on the context's pages are told that the account has this language; the account stays as it is."""
    await context.add_init_script(
        f"for (const key of ['presence.language', 'presence.language.account']) localStorage.setItem(key, '{language}')"
    )

    async def answer(route: Route) -> None:
        response = await route.fetch()
        if response.ok:
            await route.fulfill(response=response, json={**await response.json(), "language": language})
        else:
            await route.fulfill(response=response)

    await context.route("**/api/v1/me", answer)
