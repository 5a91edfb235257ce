"""Finds people by what a folder or a file calls them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from presence.identity.v1 import people_service_pb2 as pb

PAGE_SIZE = 500

ListPeople = Callable[[pb.ListPeopleRequest], Awaitable[pb.ListPeopleResponse]]  # PeopleService's


async def with_number_or_email(list_people: ListPeople, name: str) -> pb.Person | None:
    """The one person with this student number or e-mail, in any case of letters."""
    wanted = name.casefold()
    async for person in _found(list_people, name):
        if wanted in (person.student_number.casefold(), person.email.casefold()):
            return person
    return None


async def called(list_people: ListPeople, name: str) -> list[pb.Person]:
    """Everybody with exactly this name, in any case of letters."""
    wanted = name.casefold()
    return [person async for person in _found(list_people, name) if person.display_name.casefold() == wanted]


async def _found(list_people: ListPeople, query: str) -> AsyncIterator[pb.Person]:
    """Every page: a short number is part of many others, and whose it is may stand on the last."""
    page_token = ""
    while True:
        request = pb.ListPeopleRequest(query=query, page_size=PAGE_SIZE, page_token=page_token)
        page = await list_people(request)
        for person in page.people:
            yield person
        page_token = page.next_page_token
        if not page_token:
            return
