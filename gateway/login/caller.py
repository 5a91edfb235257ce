"""Who asks: a person who is logged in, or a tablet that is a kiosk and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass

from gateway.login.jar import LoginJar
from gateway.login.kiosk_jar import KioskJar
from gateway.login.logins import Logins
from gateway.problems import UNAUTHENTICATED, ProblemError, not_logged_in

KIOSK = "kiosk"


def told_of_its_login(problem: ProblemError, roles: Collection[str]) -> ProblemError:
    """A service may hear before the gateway that a login is over: the caller is told the same by either."""
    if problem.reason != UNAUTHENTICATED or not roles:
        return problem
    return _not_a_kiosk() if KIOSK in roles else not_logged_in()


def _not_a_kiosk() -> ProblemError:
    return ProblemError(401, "NOT_A_KIOSK", "this device is no kiosk; an administrator can pair it")


@dataclass(frozen=True)
class Callers:
    """Those who may ask, and what keeps them logged in."""

    people: Logins
    kiosks: Logins

    async def of(self, jar: LoginJar, roles: Collection[str]) -> LoginJar | KioskJar | None:
        """Whose login the request is made with; None where none is needed.

        A tablet that is a kiosk is refused whatever is not a kiosk's, public routes too: nobody logs in there. One
        whose key was revoked is a browser like any other.
        """
        if jar.kiosk.can_renew and await self._is_kiosk(jar.kiosk):
            if KIOSK not in roles:
                raise ProblemError(
                    403, "KIOSK_ONLY", "this device is a kiosk and does nothing else; an administrator can revoke that"
                )
            return jar.kiosk
        if KIOSK in roles:
            raise _not_a_kiosk()
        if not roles:
            return None
        await self.people.ensure(jar)
        return jar

    def keeper(self, jar: LoginJar | KioskJar) -> Logins:
        """What tells when the login is over."""
        return self.kiosks if isinstance(jar, KioskJar) else self.people

    async def _is_kiosk(self, jar: KioskJar) -> bool:
        try:
            await self.kiosks.ensure(jar)
        except ProblemError:
            return False
        return True
