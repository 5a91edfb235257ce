"""What people want to be told, in PostgreSQL."""

from uuid import UUID

from services.common.postgres import Connection
from services.identity.domain.notice import Channels, NoticeSettings


class NoticeSettingsRows:
    """See `app.mail_store.NoticeSettingsTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person_id: UUID) -> NoticeSettings:
        row = await self._connection.fetchrow(
            """select attendance, at_risk_push, absent_mail, absent_push, guardian
            from notice_settings where person_id = $1""",
            person_id,
        )
        if row is None:
            return NoticeSettings()
        at_risk = Channels(row["attendance"], row["at_risk_push"])
        return NoticeSettings(at_risk, Channels(row["absent_mail"], row["absent_push"]), row["guardian"])

    async def put(self, person_id: UUID, settings: NoticeSettings) -> None:
        await self._connection.execute(
            """insert into notice_settings (person_id, attendance, at_risk_push, absent_mail, absent_push, guardian)
            select person_id, $2, $3, $4, $5, $6 from people where person_id = $1
            on conflict (person_id) do update set attendance = excluded.attendance,
                at_risk_push = excluded.at_risk_push, absent_mail = excluded.absent_mail,
                absent_push = excluded.absent_push, guardian = excluded.guardian""",
            person_id,
            settings.at_risk.mail,
            settings.at_risk.push,
            settings.marked_absent.mail,
            settings.marked_absent.push,
            settings.guardian,
        )
