"""What every store of identity must do with mails, resets, known addresses and links to a provider."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from services.identity.app.store import Store
from services.identity.domain.mail import Letter, Mail, MailKind, MailRequest, MailState, mail_of
from services.identity.domain.notice import Channels, NoticeSettings
from services.identity.domain.password_reset import PasswordReset
from tests.fakes.identity_people_contract import DAY, NOW, added, person

MINUTE = timedelta(minutes=1)


def mail(person_id: UUID | None = None, *, minutes: int = 0, kind: MailKind = MailKind.ACTIVATION) -> Mail:
    letter = Letter(kind, "ada@example.edu", "Ada", "ne", person_id, "", NOW + DAY)
    return mail_of(uuid4(), letter, b"sealed", NOW + minutes * MINUTE)


class MailContract:
    """Subclass it with a `store` fixture."""

    async def test_mails_are_kept_as_given_and_listed_newest_first(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        mails = [mail(ada.person_id, minutes=n) for n in range(3)]
        sent = mails[1].claimed(NOW).sent(NOW)
        async with store.transaction() as tx:
            await tx.mails.add(mails)
            await tx.mails.save(sent)
        async with store.transaction() as tx:
            assert await tx.mails.get(mails[0].mail_id) == mails[0]
            assert await tx.mails.get(uuid4(), keep=True) is None
            assert list(await tx.mails.page(None, 2)) == [mails[2], sent]
            assert list(await tx.mails.page(sent.mail_id, 2)) == [mails[0]]

    async def test_the_mail_due_longest_is_claimed_and_one_put_off_is_not(self, store: Store) -> None:
        first, second = mail(), mail(minutes=1)
        async with store.transaction() as tx:
            await tx.mails.add([second, first])
            assert await tx.mails.claim_due(NOW + MINUTE) == first
            await tx.mails.save(first.claimed(NOW))
            assert await tx.mails.claim_due(NOW + MINUTE) == second
            await tx.mails.save(second.given_up("refused"))
            assert await tx.mails.claim_due(NOW + MINUTE) is None
            await tx.mails.save(mail())  # gone meanwhile: no error
        async with store.transaction() as tx:
            assert (await tx.mails.get(second.mail_id)) == second.given_up("refused")

    async def test_unsent_mails_are_withdrawn_and_go_with_their_person(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        old, other = mail(ada.person_id), mail(ada.person_id, kind=MailKind.PASSWORD_RESET)
        sent = replace(mail(ada.person_id), state=MailState.SENT)
        async with store.transaction() as tx:
            await tx.mails.add([old, other, sent])
            await tx.mails.withdraw(ada.person_id, MailKind.ACTIVATION)
            assert {kept.mail_id for kept in await tx.mails.page(None, 9)} == {other.mail_id, sent.mail_id}
            await tx.resets.put(PasswordReset(ada.person_id, b"r", NOW + DAY))
            await tx.oidc_links.put("issuer", "sub", ada.person_id, NOW)
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            await tx.people.remove(ada.person_id, NOW)
        async with store.transaction() as tx:
            assert list(await tx.mails.page(None, 9)) == []
            assert await tx.resets.get(b"r") is None
            assert await tx.oidc_links.person("issuer", "sub") is None

    async def test_a_mail_that_is_there_already_stays_as_it_is(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        first = mail(ada.person_id)
        async with store.transaction() as tx:
            await tx.mails.add([first])
        async with store.transaction() as tx:
            await tx.mails.add([replace(first, attempts=7)])
            assert await tx.mails.get(first.mail_id) == first

    async def test_what_a_mail_names_is_kept_with_it(self, store: Store) -> None:
        plain = mail()
        detailed = replace(plain, letter=replace(plain.letter, details={"course": "गणित 1", "rate": "71"}))
        async with store.transaction() as tx:
            await tx.mails.add([detailed])
        async with store.transaction() as tx:
            assert await tx.mails.get(detailed.mail_id) == detailed

    async def test_whoever_said_nothing_is_told_everything_and_settings_go_with_the_person(self, store: Store) -> None:
        ada, quiet = person(), NoticeSettings(Channels(False, True), Channels(True, False), guardian=True)
        await added(store, ada)
        async with store.transaction() as tx:
            assert await tx.notice_settings.get(ada.person_id) == NoticeSettings()
            await tx.notice_settings.put(ada.person_id, NoticeSettings(guardian=False))
            await tx.notice_settings.put(ada.person_id, quiet)
            await tx.notice_settings.put(uuid4(), quiet)  # gone meanwhile: no error
            assert await tx.notice_settings.get(ada.person_id) == quiet
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            await tx.people.remove(ada.person_id, NOW)
        async with store.transaction() as tx:
            assert await tx.notice_settings.get(ada.person_id) == NoticeSettings()

    async def test_invitations_of_a_whole_file_keep_nobody_waiting_who_asked_for_a_link(self, store: Store) -> None:
        invitation, asked_for = mail(), mail(minutes=1, kind=MailKind.PASSWORD_RESET)
        async with store.transaction() as tx:
            await tx.mails.add([invitation, asked_for])
            assert await tx.mails.claim_due(NOW) == invitation  # the other is not due yet
            assert await tx.mails.claim_due(NOW + MINUTE) == asked_for

    async def test_requests_are_taken_once_in_their_order(self, store: Store) -> None:
        requests = [MailRequest(MailKind.PASSWORD_RESET, f"{n}@example.edu", "ne", NOW) for n in range(3)]
        async with store.transaction() as tx:
            for request in requests:
                await tx.mails.request(request)
        async with store.transaction() as tx:
            assert list(await tx.mails.take_requests(2)) == requests[:2]
            assert list(await tx.mails.take_requests(2)) == requests[2:]
            assert list(await tx.mails.take_requests(2)) == []

    async def test_a_new_reset_link_voids_the_old_and_is_taken_once(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        newer = PasswordReset(ada.person_id, b"newer", NOW + DAY)
        async with store.transaction() as tx:
            await tx.resets.put(PasswordReset(ada.person_id, b"older", NOW))
            await tx.resets.put(newer)
            assert await tx.resets.get(b"older") is None
            assert await tx.resets.take(b"newer") == newer
            assert await tx.resets.take(b"newer") is None
            await tx.resets.put(newer)
            await tx.resets.drop(ada.person_id)
            assert await tx.resets.get(b"newer") is None

    async def test_an_address_is_known_until_it_is_dropped(self, store: Store) -> None:
        async with store.transaction() as tx:
            await tx.known_addresses.note(b"a", b"home", NOW - DAY)
            await tx.known_addresses.note(b"a", b"home", NOW)
            await tx.known_addresses.note(b"a", b"cafe", NOW - DAY)
            await tx.upkeep.drop_known_addresses(NOW)
            assert await tx.known_addresses.has(b"a", b"home")
            assert not await tx.known_addresses.has(b"a", b"cafe")
            assert not await tx.known_addresses.has(b"b", b"home")
            assert list(await tx.known_addresses.of_account(b"a")) == [b"home"]

    async def test_a_person_has_one_account_at_a_provider_until_it_is_dropped(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        async with store.transaction() as tx:
            await tx.oidc_links.put("issuer", "one", ada.person_id, NOW)
            await tx.oidc_links.put("issuer", "two", ada.person_id, NOW)
            await tx.oidc_links.put("other", "one", ada.person_id, NOW)
            assert await tx.oidc_links.person("issuer", "one") == ada.person_id
            assert await tx.oidc_links.person("issuer", "two") is None
            assert await tx.oidc_links.subject("issuer", ada.person_id) == "one"
            await tx.oidc_links.drop(ada.person_id)
            assert await tx.oidc_links.person("other", "one") is None

    async def test_expired_links_are_erased_and_old_mails_dropped(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        old, young = mail(ada.person_id), mail(ada.person_id, minutes=5)
        async with store.transaction() as tx:
            await tx.mails.add([old, young])
            await tx.resets.put(PasswordReset(ada.person_id, b"r", NOW))
            await tx.upkeep.drop_expired(NOW)
            assert await tx.resets.get(b"r") is None
            assert [kept.sealed_link for kept in await tx.mails.page(None, 9)] == [b"sealed", b"sealed"]
            await tx.upkeep.drop_expired(NOW + DAY)
            assert [kept.sealed_link for kept in await tx.mails.page(None, 9)] == [None, None]
            await tx.upkeep.drop_mails(NOW + MINUTE)
            assert [kept.mail_id for kept in await tx.mails.page(None, 9)] == [young.mail_id]
