"""A session whose teacher can show a code, over PostgreSQL; the clock is the test's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.attendance.adapters.check_ins_postgres import PostgresCheckIns
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.app.check_in.kiosk_claims import KioskClaims
from services.attendance.app.check_in.roll_call import RollCall
from services.attendance.app.check_in.rules import CheckInRules
from services.attendance.app.check_in.self_check_in import CheckedIn, SelfCheckIns
from services.attendance.app.check_in.windows import CodeWindows
from services.attendance.app.sessions import Sessions
from services.attendance.domain.check_in.code import new_secret
from services.attendance.domain.mark import Mark
from services.attendance.domain.session import Session
from services.common.postgres import Database
from services.common.sealer import AesGcmSealer
from tests.integration.attendance.register_worlds import PostgresWorld

START = datetime(2026, 3, 2, 9, 0, 2, tzinfo=UTC)


def device(number: int) -> str:
    """A cookie that the gateway might have given."""
    return f"device-{number:010d}"


class CheckInClassroom:
    """One course in one room; `replica` is another process on the same database."""

    def __init__(self, database: Database, students: int = 3) -> None:
        self.database = database
        self.now = START
        self.teacher = uuid4()
        self.camera = uuid4()
        self.students = sorted(uuid4() for _ in range(students))
        self.world = PostgresWorld(database)
        self.store = PostgresCheckIns(database, AesGcmSealer([bytes(32)], purpose=b"test"))
        self.register = PostgresRegister(database)
        self.sessions = Sessions(self.register, self.clock, uuid4)
        self.windows = CodeWindows(self.store, self.clock, new_secret)
        self.check_ins = self.replica()
        self.claims = KioskClaims(self.store, self.clock)
        self.rules = CheckInRules(self.store)
        self.roll_call = RollCall(self.store, self.clock)

    def clock(self) -> datetime:
        return self.now

    def replica(self) -> SelfCheckIns:
        return SelfCheckIns(self.store, self.clock)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def prepare(self) -> "CheckInClassroom":
        self.room = await self.world.add_room([self.camera])
        self.course = await self.world.add_course(self.students)
        return self

    async def start(self) -> Session:
        return await self.sessions.start(self.course, self.room, self.teacher, uuid4(), None)

    async def started(self) -> tuple[Session, str]:
        """An open session and the code it shows."""
        session = await self.start()
        return session, (await self.windows.open(session.session_id, self.teacher)).code

    async def code(self, session: Session) -> str:
        shown = (await self.windows.current(session.session_id)).code
        assert shown is not None
        return shown.code

    async def check_in(
        self,
        who: int | UUID,
        code: str,
        session: Session | None = None,
        *,
        on: int | None = None,
        address: str = "10.0.0.7",
        by: SelfCheckIns | None = None,
    ) -> CheckedIn:
        student = who if isinstance(who, UUID) else self.students[who]
        number = on if on is not None else int(student) % 10**9
        session_id = session.session_id if session else None
        return await (by or self.check_ins).check_in(student, session_id, code, device(number), address, uuid4())

    async def mark(self, session: Session, who: int) -> Mark:
        async with self.register.transaction() as transaction:
            return (await transaction.marks(session.session_id, [self.students[who]]))[0]

    async def kept(self, session: Session) -> int:
        """Rows of check_in."""
        return int(
            await self.database.fetchval("select count(*) from check_in where session_id = $1", session.session_id)
        )


def wrong(code: str) -> str:
    """Six other digits."""
    return "".join(str((int(digit) + 5) % 10) for digit in code)
