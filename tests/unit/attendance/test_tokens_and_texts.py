"""Page tokens, resume tokens, and what people may type."""

import base64
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.errors import InvalidInput, ResumeTokenUnknown
from services.attendance.domain.paging import key_parts, page_request
from services.attendance.domain.resume import resume_token, revision_of
from services.attendance.domain.text import check_text
from services.attendance.handlers.translate_dates import date_from


@given(st.uuids(), st.integers(0, 2**62))
def test_a_resume_token_gives_its_revision_back_to_its_own_session(session_id: UUID, revision: int) -> None:
    assert revision_of(session_id, resume_token(session_id, revision)) == revision


@given(st.uuids(), st.uuids(), st.integers(0, 2**62))
def test_a_resume_token_is_none_of_another_session(first: UUID, second: UUID, revision: int) -> None:
    if first != second:
        with pytest.raises(ResumeTokenUnknown):
            revision_of(second, resume_token(first, revision))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_token(text: str) -> None:
    with pytest.raises(ResumeTokenUnknown):
        revision_of(UUID(int=1), text)
    if text:
        with pytest.raises(InvalidInput):
            page_request(10, text, of_list="courses")


def test_a_page_ends_where_the_next_begins() -> None:
    items = ["a", "b", "c"]
    page = page_request(2, "", of_list="letters").page(items, lambda item: (item,))
    assert page.items == ("a", "b")
    following = page_request(2, page.next_page_token, of_list="letters")
    assert key_parts(following, str) == ("b",)
    assert page_request(3, "", of_list="letters").page(items, lambda item: (item,)).next_page_token == ""


def test_a_page_token_is_for_one_list_and_one_shape_of_key() -> None:
    token = page_request(1, "", of_list="letters").page(["a", "b"], lambda item: (item,)).next_page_token
    with pytest.raises(InvalidInput, match="page_token"):
        page_request(1, token, of_list="numbers")
    request = page_request(1, token, of_list="letters")
    for parsers in ((UUID,), (str, str)):
        with pytest.raises(InvalidInput, match="page_token"):
            key_parts(request, *parsers)


def test_a_token_that_somebody_made_up_breaks_nothing() -> None:
    nul = page_request(1, "", of_list="letters").page(["a\0", "b"], lambda item: (item,)).next_page_token
    deep = base64.urlsafe_b64encode(b"[" * 99_999).decode()
    for token in (nul, deep):
        with pytest.raises(InvalidInput, match="page_token"):
            page_request(1, token, of_list="letters")


@pytest.mark.parametrize("size", [-1, 201])
def test_a_page_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(InvalidInput, match="page_size"):
        page_request(size, "", of_list="letters")


def test_texts_are_trimmed_and_bounded() -> None:
    assert check_text("name", "  Ada \n", 3) == "Ada"
    assert check_text("note", " ", 3, may_be_empty=True) == ""
    for wrong in ("", "  ", "four", "a\0"):
        with pytest.raises(InvalidInput, match="name"):
            check_text("name", wrong, 3)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2026-02-30", "tomorrow"])
def test_a_day_that_is_none_or_beyond_any_calendar_is_refused(text: str) -> None:
    assert date_from("day", "2026-02-28") == date(2026, 2, 28)
    with pytest.raises(InvalidInput, match="day"):
        date_from("day", text)
