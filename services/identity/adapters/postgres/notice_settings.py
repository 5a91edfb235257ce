"""What people want to be told, in PostgreSQL."""

from uuid import UUID

from services.common.postgres import Connection
from services.identity.domain.notice import NoticeSettings


class NoticeSettingsRows:
    """See `app.mail_store.NoticeSettingsTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person_id: UUID) -> NoticeSettings:
        row = await self._connection.fetchrow(
            "select attendance, guardian from notice_settings where person_id = $1", person_id
        )
        return NoticeSettings(row["attendance"], row["guardian"]) if row else NoticeSettings()

    async def put(self, person_id: UUID, settings: NoticeSettings) -> None:
        await self._connection.execute(
            """insert into notice_settings (person_id, attendance, guardian)
            select person_id, $2, $3 from people where person_id = $1
            on conflict (person_id) do update set attendance = excluded.attendance, guardian = excluded.guardian""",
            person_id,
            settings.attendance,
            settings.guardian,
        )
