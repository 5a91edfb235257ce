"""Whether everything on a page can be seen: nothing wider than the window, no words cut off."""

from __future__ import annotations

from playwright.async_api import Page

# What stands in a box that scrolls by itself is within reach; what is for screen readers alone is one pixel wide.
TOO_WIDE = """() => {
  const page = document.documentElement
  if (page.scrollWidth <= page.clientWidth + 1) return []
  const scrolls = (one) => one && one !== document.body &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
  const wide = [...document.body.querySelectorAll("*")].filter((one) =>
    one.getBoundingClientRect().right > page.clientWidth + 1 && !scrolls(one.parentElement))
  const say = (one) => `${Math.round(one.getBoundingClientRect().right)} px: ${one.outerHTML.slice(0, 140)}`
  return [`the page is ${page.scrollWidth} px wide in ${page.clientWidth}`, ...wide.slice(0, 4).map(say)]
}"""
CUT = """() => {
  const leaves = [...document.body.querySelectorAll("*")].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.offsetWidth > 1)
  const cutBy = (leaf) => {
    const said = [...leaf.childNodes].filter((node) => node.nodeType === 3 && node.data.trim())
    const words = document.createRange()
    words.setStartBefore(said[0])
    words.setEndAfter(said.at(-1))
    const { left, right } = words.getBoundingClientRect()
    for (let box = leaf; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (style.clipPath !== "none" || style.textOverflow === "ellipsis") return null
      if (["auto", "scroll"].includes(style.overflowX)) return null
      if (!["hidden", "clip"].includes(style.overflowX)) continue
      const edge = box.getBoundingClientRect()
      if (edge.width < 3) return null
      if (right > edge.right + 1 || left < edge.left - 1) return box
    }
    return null
  }
  return leaves.filter((leaf) => leaf.checkVisibility() && cutBy(leaf)).slice(0, 4)
    .map((leaf) => `cut off: ${leaf.textContent.trim().slice(0, 60)}`)
}"""


async def lost(page: Page) -> list[str]:
    """What of the page cannot be seen without scrolling sideways, or at all; in words."""
    return [*await page.evaluate(TOO_WIDE), *await page.evaluate(CUT)]


async def assert_all_visible(page: Page) -> None:
    """Of the page as it stands, at the size it has."""
    missing = await lost(page)
    assert not missing, f"{page.url}:\n" + "\n".join(missing)
