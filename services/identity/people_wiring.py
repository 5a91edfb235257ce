"""What serves files of people, guardians, the audit log and people's own data, put together by hand."""

from dataclasses import dataclass
from uuid import uuid4

from services.common.postgres import Database
from services.identity.adapters.postgres.audit_reader import PostgresAuditReader
from services.identity.adapters.postgres.people_import import PostgresImports
from services.identity.app.audit_trail import AuditTrail
from services.identity.app.given import Clock, Secrets
from services.identity.app.guardian_consent import GuardianConsent
from services.identity.app.notices import Notices
from services.identity.app.outbox import Outbox
from services.identity.app.people_export import PeopleExport
from services.identity.app.people_import import PeopleImport
from services.identity.app.push import PushQueue
from services.identity.app.store import Store
from services.identity.handlers.audit import AuditHandlers
from services.identity.handlers.notices import NoticeHandlers
from services.identity.handlers.people_files import PeopleFiles


@dataclass(frozen=True)
class PeopleSide:
    """For the handlers."""

    files: PeopleFiles
    guardians: GuardianConsent
    audit: AuditHandlers
    notices: NoticeHandlers


def people_side(
    database: Database, store: Store, outbox: Outbox, secrets: Secrets, clock: Clock, *, public_url: str
) -> PeopleSide:
    """All of it on one database."""
    imports = PeopleImport(PostgresImports(database), clock, uuid4)
    return PeopleSide(
        PeopleFiles(imports, PeopleExport(store, clock)),
        GuardianConsent(store, outbox, secrets, clock, public_url=public_url),
        AuditHandlers(AuditTrail(PostgresAuditReader(database), store, clock)),
        NoticeHandlers(Notices(store, outbox, PushQueue(clock), public_url=public_url)),
    )
