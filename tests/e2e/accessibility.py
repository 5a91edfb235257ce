"""Whether a page keeps the rules of accessibility that axe knows, WCAG 2.2 AA among them."""

from __future__ import annotations

from playwright.async_api import Page

from tests.e2e.conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A dialog that is still fading in is no dialog to axe, which then complains of the page hidden behind it.
_BROKEN_RULES = """async () => {
  const moving = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  await Promise.all(moving.map((one) => one.finished.catch(() => undefined)))
  const { passes, violations } = await axe.run(document, { resultTypes: ["violations"] })
  if (passes.length === 0) throw new Error("nothing was looked at")
  return violations.map((rule) => `${rule.id}: ${rule.help}\\n${rule.nodes.map((node) => node.html).join("\\n")}`)
}"""


async def assert_accessible(page: Page) -> None:
    """Of the page as it stands, in the state it is in."""
    broken = await broken_rules(page)
    assert not broken, f"{page.url} breaks rules of accessibility:\n" + "\n\n".join(broken)


async def broken_rules(page: Page) -> list[str]:
    """Each with the elements that break it."""
    if not await page.evaluate("'axe' in window"):
        await _let_axe_in(page)
    broken: list[str] = await page.evaluate(_BROKEN_RULES)
    return broken


async def _let_axe_in(page: Page) -> None:
    # Through the debugger: the page's own policy allows neither other scripts nor eval. It stays attached, or a virtual
    # authenticator of the page would go with it.
    debugger = await page.context.new_cdp_session(page)
    answer = await debugger.send("Runtime.evaluate", {"expression": AXE.read_text()})
    assert "exceptionDetails" not in answer, answer
