"""Keyset pages: where the next one begins, as a token nobody needs to understand."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.attendance.domain.errors import InvalidInput

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items, and the token of what follows, "" at the end."""

    items: tuple[Item, ...]
    next_page_token: str = ""


@dataclass(frozen=True)
class PageRequest:
    """`size` items after `after`, the sort key of the last item of the page before; None for the first page."""

    size: int
    after: tuple[str, ...] | None
    of_list: str  # which list with which filters; a token of one list is no token of another

    def page(self, found: Sequence[Item], key: Callable[[Item], tuple[str, ...]]) -> Page[Item]:
        """The page made of what was found when asked for one item more than `size`."""
        if len(found) <= self.size:
            return Page(tuple(found))
        items = tuple(found[: self.size])
        return Page(items, _token(self.of_list, key(items[-1])))


def page_request(size: int, token: str, *, of_list: str, default: int = 50, most: int = 200) -> PageRequest:
    """A checked request for a page; 0 asks for the default size. InvalidInput names what is wrong."""
    if not 0 <= size <= most:
        raise InvalidInput("page_size", f"must lie between 1 and {most}")
    return PageRequest(size or default, _key(of_list, token) if token else None, of_list)


def _token(of_list: str, key: tuple[str, ...]) -> str:
    content = json.dumps([_mark(of_list), *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _key(of_list: str, token: str) -> tuple[str, ...]:
    refusal = InvalidInput("page_token", "is not one of this list: begin with an empty one")
    try:
        content = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):  # the last: lists in lists without end
        raise refusal from None
    if not isinstance(content, list) or not all(isinstance(part, str) and "\0" not in part for part in content):
        raise refusal
    if not content or content[0] != _mark(of_list):
        raise refusal
    return tuple(content[1:])


def _mark(of_list: str) -> str:
    return hashlib.sha256(of_list.encode()).hexdigest()[:12]


def key_parts(page: PageRequest, *parsers: Callable[[str], object]) -> tuple[object, ...]:
    """The sort key to go on after, each part parsed; all None on the first page. InvalidInput on a made-up token."""
    if page.after is None:
        return (None,) * len(parsers)
    try:
        return tuple(parse(part) for parse, part in zip(parsers, page.after, strict=True))
    except (ValueError, OverflowError):
        raise InvalidInput("page_token", "is not one of this list: begin with an empty one") from None
