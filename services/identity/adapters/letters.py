"""Letters in words: templates/<kind>.<language>.txt, and one page of HTML around the same paragraphs.

A template's first line is the subject. A line `[label]` is where the link goes.
"""

import html
from functools import cache
from pathlib import Path
from string import Template

from services.identity.app.outbox import Text
from services.identity.domain.mail import LANGUAGES, Letter, MailKind

TEMPLATES = Path(__file__).parent / "templates"
_NO_LINK = {"en": "(this link has been used up or has expired)", "ne": "(यो लिङ्क प्रयोग भइसकेको वा म्याद सकिएको छ)"}


class TemplateWriter:
    """Reads each file once."""

    def subject(self, letter: Letter) -> str:
        """In the letter's language."""
        return _template(letter.kind, letter.language)[0]

    def write(self, letter: Letter) -> Text:
        """Names are escaped in HTML; in the text they are as given."""
        subject, body = _template(letter.kind, letter.language)
        paragraphs = body.split("\n\n")
        values = {**letter.details, "name": letter.display_name}
        plain = [_plain(paragraph, values, letter) for paragraph in paragraphs]
        marked = [_marked(paragraph, values, letter) for paragraph in paragraphs]
        page = _layout().substitute(language=letter.language, subject=html.escape(subject), body="\n".join(marked))
        return Text(subject, "\n\n".join(plain) + "\n", page)


def _plain(paragraph: str, values: dict[str, str], letter: Letter) -> str:
    if _label(paragraph) is not None:
        return letter.link or _NO_LINK[letter.language]
    return Template(paragraph).substitute(values)


def _marked(paragraph: str, values: dict[str, str], letter: Letter) -> str:
    label = _label(paragraph)
    if label is None:
        escaped = {name: html.escape(value) for name, value in values.items()}
        return f"<p>{Template(html.escape(paragraph)).substitute(escaped)}</p>"
    if not letter.link:
        return f"<p>{html.escape(_NO_LINK[letter.language])}</p>"
    link = html.escape(letter.link)
    return f'<p><a class="button" href="{link}">{html.escape(label)}</a></p>\n<p class="link">{link}</p>'


def _label(paragraph: str) -> str | None:
    return paragraph[1:-1] if paragraph.startswith("[") and paragraph.endswith("]") else None


@cache
def _template(kind: MailKind, language: str) -> tuple[str, str]:
    known = language if language in LANGUAGES else LANGUAGES[0]
    subject, _, body = (TEMPLATES / f"{kind}.{known}.txt").read_text(encoding="utf-8").partition("\n")
    return subject.strip(), body.strip()


@cache
def _layout() -> Template:
    return Template((TEMPLATES / "layout.html").read_text(encoding="utf-8"))
