"""The few pieces of HTML that the page is made of; every text is escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from services.recognition.evaluation.report import Estimate

DASH = "–"


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is not escaped again."""

    html: str


Cell = str | int | float | None | Markup


def text(value: Cell) -> str:
    """The HTML of one cell."""
    if isinstance(value, Markup):
        return value.html
    return DASH if value is None else escape(str(value))


def percent(value: float | None, digits: int = 1) -> str:
    """0.0123 as 1.2 %."""
    return DASH if value is None else f"{value * 100:.{digits}f} %"


def estimate(found: Estimate, digits: int = 1) -> Markup:
    """The value, and its interval in brackets."""
    if found.value is None:
        return Markup(DASH)
    interval = (
        "" if found.low is None or found.high is None else f"{found.low * 100:.{digits}f}–{found.high * 100:.{digits}f}"
    )
    return Markup(f'{percent(found.value, digits)} <small class="faint">[{interval}]</small>' if interval else DASH)


def reasons(counts: dict[str, int]) -> str:
    """What was counted, the most frequent first."""
    return ", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in counts.items()) or "–"


def table(
    number: int, caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], words: int = 1, last: int = 0
) -> str:
    """`words` columns from the left and the `last` ones hold text; the others hold numbers. A row that begins with ""
    goes on with the group of the one before."""
    texts = {*range(words), *range(len(head) - last, len(head))}
    top = "".join(f"<th{_class(i, texts)}>{escape(name)}</th>" for i, name in enumerate(head))
    body = "".join(_row(row, texts) for row in rows)
    label = f"<b>Table {number}.</b> {escape(caption)}"
    return (
        f'<div class="scroll"><table><caption>{label}</caption>'
        f"<thead{'' if any(head) else ' hidden'}><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figure(number: int, caption: str, svg: str) -> str:
    """A drawing with its caption, read out by that caption."""
    label = escape(caption)
    drawing = svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return f"<figure>{drawing}<figcaption><b>Figure {number}.</b> {label}</figcaption></figure>"


def paragraph(words: str, kind: str = "") -> str:
    """Plain text."""
    return f"<p{f' class={kind!r}' if kind else ''}>{escape(words)}</p>"


def bullets(sentences: Iterable[str]) -> str:
    """A list."""
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>"


def _row(row: Sequence[Cell], texts: set[int]) -> str:
    first = ' class="first"' if row and row[0] != "" else ""
    return f"<tr{first}>" + "".join(f"<td{_class(i, texts)}>{text(cell)}</td>" for i, cell in enumerate(row)) + "</tr>"


def _class(column: int, texts: set[int]) -> str:
    return "" if column in texts else ' class="number"'
