"""People are found by what a folder or a file calls them, however many others are called nearly so."""

from presence.identity.v1 import people_service_pb2 as pb

from cli.admin.people import called, with_number_or_email


class Pages:
    """Everybody whose number, e-mail or name holds what is asked for, one to a page."""

    def __init__(self, *people: pb.Person) -> None:
        self._people = people

    async def __call__(self, request: pb.ListPeopleRequest) -> pb.ListPeopleResponse:
        found = [
            person
            for person in self._people
            if request.query.casefold() in f"{person.student_number} {person.email} {person.display_name}".casefold()
        ]
        at = int(request.page_token or 0)
        more = str(at + 1) if at + 1 < len(found) else ""
        return pb.ListPeopleResponse(people=found[at : at + 1], next_page_token=more)


def person(number: str, name: str = "Asha Rai") -> pb.Person:
    return pb.Person(person_id=number, student_number=number, email=f"{number}@college.test".lower(), display_name=name)


async def test_a_number_that_is_part_of_others_finds_its_owner_on_whatever_page() -> None:
    everybody = Pages(person("112"), person("120"), person("12"))
    found = await with_number_or_email(everybody, "12")
    assert found is not None
    assert found.person_id == "12"
    assert await with_number_or_email(everybody, "2") is None


async def test_case_does_not_matter_in_numbers_and_addresses() -> None:
    everybody = Pages(person("077BCT001"))
    for name in ("077bct001", "077BCT001@COLLEGE.TEST"):
        assert await with_number_or_email(everybody, name) is not None


async def test_all_who_share_a_name_are_found_and_nobody_whose_name_is_longer() -> None:
    everybody = Pages(person("1"), person("2", "Asha Rai Limbu"), person("3", "asha rai"))
    assert [one.person_id for one in await called(everybody, "Asha Rai")] == ["1", "3"]
