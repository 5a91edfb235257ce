"""The audit log, and dropping what is over, in memory; they pass the same contract suite as PostgreSQL."""

from dataclasses import replace
from datetime import datetime

from services.identity.domain.audit import AuditEntry
from tests.fakes.identity_state import Part, drop_logins


class Audit(Part):
    async def add(self, entry: AuditEntry) -> None:
        self._state.audit.append(entry)


class Upkeep(Part):
    async def drop_expired(self, now: datetime) -> None:
        state = self._state
        drop_logins(state, [login for login in state.logins.values() if login.expire_time <= now])
        state.challenges = {id_: kept for id_, kept in state.challenges.items() if kept.expire_time > now}
        state.activations = {id_: kept for id_, kept in state.activations.items() if kept.expire_time > now}
        state.resets = {id_: kept for id_, kept in state.resets.items() if kept.expire_time > now}
        state.kiosk_pairings = {id_: kept for id_, kept in state.kiosk_pairings.items() if kept.expire_time > now}
        state.guardians = {id_: kept for id_, kept in state.guardians.items() if kept.expire_time > now}
        state.mails = {
            id_: replace(mail, sealed_link=None) if mail.is_useless(now) else mail for id_, mail in state.mails.items()
        }

    async def drop_mails(self, before: datetime) -> None:
        mails = self._state.mails
        self._state.mails = {id_: mail for id_, mail in mails.items() if mail.create_time >= before}

    async def drop_push_messages(self, before: datetime) -> None:
        messages = self._state.push_messages
        self._state.push_messages = {id_: one for id_, one in messages.items() if one.create_time >= before}

    async def drop_known_addresses(self, before: datetime) -> None:
        known = self._state.known_addresses
        self._state.known_addresses = {pair: time for pair, time in known.items() if time >= before}

    async def drop_attempts(self, before: datetime) -> None:
        attempts = self._state.attempts
        self._state.attempts = {account: kept for account, kept in attempts.items() if kept.last_time >= before}

    async def drop_kiosk_tokens(self, before: datetime) -> None:
        tokens = self._state.kiosk_tokens
        self._state.kiosk_tokens = {
            digest: kept for digest, kept in tokens.items() if kept.use_time is None or kept.use_time >= before
        }

    async def drop_audit(self, before: datetime) -> None:
        self._state.audit = [entry for entry in self._state.audit if entry.time >= before]

    async def drop_revocations(self, before: datetime) -> None:
        state = self._state
        gone = [revocation.number for revocation in state.revocations if revocation.time < before]
        state.revocations_through = max([state.revocations_through, *gone])
        state.revocations = [revocation for revocation in state.revocations if revocation.time >= before]

    async def compact(self, before: datetime) -> None:
        state = self._state
        gone = [number for number, time in state.deleted.values() if time < before]
        state.compacted_through = max([state.compacted_through, *gone])
        state.deleted = {id_: kept for id_, kept in state.deleted.items() if kept[1] >= before}
        state.requests = {id_: kept for id_, kept in state.requests.items() if kept[1] >= before}
