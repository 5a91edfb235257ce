"""What every store of identity must do with people and the changes to them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.common.principal import Role
from services.identity.app.store import ListPlace, PeopleFilter, Store
from services.identity.domain.activation import Activation
from services.identity.domain.errors import AlreadyTaken
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.login import Login, RefreshToken
from services.identity.domain.person import GUARDIAN, Consent, ConsentRecord, Person, person_details

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def person(name: str = "Ada Byron", *, email: str = "", number: str = "", role: Role = Role.STUDENT) -> Person:
    details = person_details(name, email or f"{uuid4().hex}@example.edu", number, role)
    return Person(uuid4(), details, active=True, activated=False, consent=Consent(), create_time=NOW, revision=1)


async def added(store: Store, *people: Person) -> None:
    async with store.transaction() as tx:
        await tx.people.hold_writers()
        for one in people:
            await tx.people.add(one)


def login_of(one: Person, digest: bytes = b"first") -> tuple[Login, RefreshToken]:
    login = Login(uuid4(), one.person_id, NOW, NOW + DAY, NOW + 30 * DAY)
    return login, RefreshToken(digest, login.login_id, NOW)


class PeopleContract:
    """Subclass it with a `store` fixture."""

    async def test_a_person_is_kept_as_given(self, store: Store) -> None:
        consent = Consent("2026-01", NOW, None, str(uuid4()))
        ada = replace(person(number="CS 07"), consent=consent, active=False, activated=True, revision=7)
        await added(store, ada)
        async with store.transaction() as tx:
            assert await tx.people.get(ada.person_id) == ada
            assert await tx.people.get(ada.person_id, keep=True) == ada
            assert await tx.people.by_email(ada.details.email) == ada
            assert await tx.people.get(uuid4()) is None
            assert await tx.people.by_email("nobody@example.edu") is None

    async def test_what_a_failed_transaction_did_is_undone(self, store: Store) -> None:
        ada = person()

        async def fail_half_way() -> None:
            async with store.transaction() as tx:
                await tx.people.hold_writers()
                await tx.people.add(ada)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail_half_way()
        async with store.transaction() as tx:
            assert await tx.people.get(ada.person_id) is None
            _, position = await tx.people.changes(0, 10)
            assert position.number == 0

    async def test_nobody_gets_anothers_address_or_student_number(self, store: Store) -> None:
        ada, bob = person(email="ada@example.edu", number="cs-07"), person(number="CS-08")
        await added(store, ada, bob)
        with pytest.raises(AlreadyTaken) as email:
            await added(store, person(email="Ada@Example.edu"))
        with pytest.raises(AlreadyTaken) as number:
            await added(store, person(number="CS-07"))
        with pytest.raises(AlreadyTaken):
            async with store.transaction() as tx:
                await tx.people.save(replace(bob, details=replace(bob.details, student_number="Cs-07")))
        assert (email.value.field, number.value.field) == ("email", "student_number")
        await added(store, person(), person())  # having no number is not having the same number
        async with store.transaction() as tx:
            await tx.people.save(replace(ada, revision=2))  # one's own are free to keep

    async def test_people_are_listed_by_name_page_after_page(self, store: Store) -> None:
        names = ["émile", "Zoë", "ada", "Ada", "Bob", "bob", "ADA"]
        await added(store, *(person(name) for name in names))
        seen: list[str] = []
        place: ListPlace | None = None
        while True:
            async with store.transaction() as tx:
                page = await tx.people.page(PeopleFilter(), place, 2)
            if not page:
                break
            seen += [one.details.sort_name for one in page]
            place = ListPlace(page[-1].details.sort_name, page[-1].person_id)
        assert seen == ["ada", "ada", "ada", "bob", "bob", "zoë", "émile"]

    async def test_a_page_begins_anywhere_in_the_list(self, store: Store) -> None:
        await added(store, *(person(f"Ada {number // 2}") for number in range(10)))  # two of each name
        await added(store, person("Ada in front", role=Role.TEACHER))

        async def page(after: ListPlace | None, size: int, skip: int, *words: str) -> list[UUID]:
            async with store.transaction() as tx:
                found = await tx.people.page(PeopleFilter(words, Role.STUDENT), after, size, skip)
            return [one.person_id for one in found]

        async with store.transaction() as tx:
            everybody = await tx.people.page(PeopleFilter(role=Role.STUDENT), None, 20)
        ids = [one.person_id for one in everybody]
        assert [await page(None, 3, skip) for skip in range(12)] == [ids[skip : skip + 3] for skip in range(12)]
        third = ListPlace(everybody[2].details.sort_name, everybody[2].person_id)
        assert await page(third, 2, 4) == ids[7:9]
        assert await page(None, 5, 1, "ada 3") == ids[7:8]
        assert await page(None, 5, 2**31 - 1) == []

    async def test_a_search_finds_all_its_words_in_name_address_and_number(self, store: Store) -> None:
        ada = person("Ada Byron", email="ab@lovelace.example.edu", number="X%_7")
        bob = person("Bob Ada", email="bob@example.edu", role=Role.TEACHER)
        await added(store, ada, bob)

        async def found(*words: str, role: Role | None = None) -> set[UUID]:
            wanted = PeopleFilter(words, role)
            async with store.transaction() as tx:
                people = await tx.people.page(wanted, None, 10)
                assert await tx.people.count(wanted) == len(people)
            return {one.person_id for one in people}

        both = {ada.person_id, bob.person_id}
        assert await found() == both
        assert await found("ada") == both
        assert await found("ada", "byr") == {ada.person_id}
        assert await found("lovelace") == {ada.person_id}
        assert await found("x%_7") == {ada.person_id}
        assert await found("%") == {ada.person_id}  # a character like any other
        assert await found("ada", role=Role.TEACHER) == {bob.person_id}
        assert await found("ada", "nobody") == set()

    async def test_a_request_makes_one_person(self, store: Store) -> None:
        request_id, first, second = uuid4(), uuid4(), uuid4()
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            assert await tx.people.claim_request(request_id, first, NOW) == first
            assert await tx.people.claim_request(request_id, second, NOW) == first
        async with store.transaction() as tx:
            assert await tx.people.claim_request(request_id, second, NOW) == first

    async def test_administrators_are_listed_oldest_first(self, store: Store) -> None:
        young, old = person("Y", role=Role.ADMIN), replace(person("O", role=Role.ADMIN), create_time=NOW - DAY)
        await added(store, young, old, person(role=Role.TEACHER))
        async with store.transaction() as tx:
            assert list(await tx.people.administrators()) == [old, young]

    async def test_changes_come_once_each_in_the_order_they_were_made(self, store: Store) -> None:
        ada, bob, cyd = person("Ada"), person("Bob"), person("Cyd")
        await added(store, ada, bob, cyd)
        changed = replace(ada, active=False, revision=2)
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            await tx.people.remove(bob.person_id, NOW)
            await tx.people.save(changed)
        async with store.transaction() as tx:
            changes, position = await tx.people.changes(0, 10)
            assert [(change.number, change.person_id, change.person) for change in changes] == [
                (3, cyd.person_id, cyd),
                (4, bob.person_id, None),
                (5, ada.person_id, changed),
            ]
            assert (position.number, position.compacted_through) == (5, 0)
            first, _ = await tx.people.changes(0, 1)
            rest, _ = await tx.people.changes(4, 10)
            none, same = await tx.people.changes(0, 0)
        assert [change.number for change in first] == [3]
        assert [change.number for change in rest] == [5]
        assert (list(none), same) == ([], position)

    async def test_numbers_follow_the_order_of_commits_even_when_writers_overlap(self, store: Store) -> None:
        seen: list[int] = []

        async def write(one: Person) -> None:
            await added(store, one)

        async def follow(total: int) -> None:
            after = 0
            while len(seen) < total:
                async with store.transaction() as tx:
                    changes, _ = await tx.people.changes(after, 100)
                seen.extend(change.number for change in changes)
                after = seen[-1] if seen else 0
                await asyncio.sleep(0)

        async with asyncio.timeout(30):
            await asyncio.gather(follow(20), *(write(person()) for _ in range(20)))
        assert seen == list(range(1, 21))

    async def test_deletions_are_forgotten_and_that_is_known(self, store: Store) -> None:
        ada, bob = person(), person()
        request_id = uuid4()
        await added(store, ada, bob)
        async with store.transaction() as tx:
            await tx.people.claim_request(request_id, ada.person_id, NOW - DAY)
            await tx.people.remove(ada.person_id, NOW - DAY)  # number 3
            await tx.people.remove(bob.person_id, NOW)  # number 4
        async with store.transaction() as tx:
            await tx.upkeep.compact(NOW - DAY / 2)
            await tx.upkeep.compact(NOW - DAY / 2)
        async with store.transaction() as tx:
            changes, position = await tx.people.changes(0, 10)
            assert [change.number for change in changes] == [4]
            assert (position.number, position.compacted_through) == (4, 3)
            assert await tx.people.claim_request(request_id, bob.person_id, NOW) == bob.person_id

    async def test_a_guardians_link_is_one_a_person_and_goes_with_them(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        first = GuardianRequest(ada.person_id, b"first", "1", NOW + DAY)
        second = replace(first, digest=b"second", expire_time=NOW + 2 * DAY)
        async with store.transaction() as tx:
            await tx.guardians.put(first)
            await tx.guardians.put(second)
            assert await tx.guardians.get(b"first") is None
            assert await tx.guardians.get(b"second") == second
            assert await tx.guardians.of_person(ada.person_id) == second
            await tx.guardians.drop(ada.person_id)
            assert await tx.guardians.get(b"second") is None
            await tx.guardians.put(second)
            await tx.upkeep.drop_expired(NOW + 2 * DAY)
            assert await tx.guardians.of_person(ada.person_id) is None
            await tx.guardians.put(second)
        async with store.transaction() as tx:
            await tx.people.remove(ada.person_id, NOW)
            assert await tx.guardians.get(b"second") is None

    async def test_consents_are_told_newest_first(self, store: Store) -> None:
        ada = person()
        granted = replace(ada, consent=Consent("1", NOW, None, GUARDIAN))
        withdrawn = replace(ada, consent=Consent("1", NOW, NOW + DAY, "somebody"))
        await added(store, ada)
        async with store.transaction() as tx:
            await tx.people.record_consent(granted, NOW)
            await tx.people.record_consent(withdrawn, NOW + DAY)
            assert await tx.people.consents(ada.person_id, 9) == [
                ConsentRecord(False, "1", NOW + DAY, "somebody"),
                ConsentRecord(True, "1", NOW, GUARDIAN),
            ]
            assert len(await tx.people.consents(ada.person_id, 1)) == 1
            assert await tx.people.consents(uuid4(), 9) == []

    async def test_a_deleted_person_leaves_no_way_to_log_in(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        login, token = login_of(ada)
        async with store.transaction() as tx:
            await tx.passwords.put(ada.person_id, "hash")
            await tx.activations.put(Activation(ada.person_id, b"link", NOW))
            await tx.logins.add(login, token)
            await tx.people.record_consent(replace(ada, consent=Consent("1", NOW, None, str(ada.person_id))), NOW)
        async with store.transaction() as tx:
            await tx.people.remove(ada.person_id, NOW)
        async with store.transaction() as tx:
            assert await tx.passwords.get(ada.person_id) is None
            assert await tx.activations.get(b"link") is None
            assert await tx.logins.find(b"first") is None
            assert await tx.logins.token(b"first") is None
