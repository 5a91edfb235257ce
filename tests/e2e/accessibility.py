"""Whether a page keeps the rules of accessibility that axe knows, WCAG 2.2 AA among them."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page

from tests.e2e.conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A dialog that is still fading in is no dialog to axe, which then complains of the page hidden behind it.
BROKEN_RULES = """async () => {
  const moving = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  await Promise.all(moving.map((one) => one.finished.catch(() => undefined)))
  const { passes, violations } = await axe.run(document, { resultTypes: ["violations"] })
  if (passes.length === 0) throw new Error("nothing was looked at")
  return violations.map((rule) => `${rule.id}: ${rule.help}\\n${rule.nodes.map((node) => node.html).join("\\n")}`)
}"""


async def let_axe_in(context: BrowserContext) -> None:
    """Every page opened from now on can be looked at. Not as a script of the page: its policy allows its own only."""
    await context.add_init_script(path=AXE)


async def assert_accessible(page: Page) -> None:
    """Of the page as it stands, in the state it is in."""
    broken = await page.evaluate(BROKEN_RULES)
    assert not broken, f"{page.url} breaks rules of accessibility:\n" + "\n\n".join(broken)
