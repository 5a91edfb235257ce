"""What every store of identity must do: run against the one in memory and against PostgreSQL."""

from tests.fakes.identity_accounts_contract import AccountsContract
from tests.fakes.identity_kiosks_contract import KiosksContract
from tests.fakes.identity_mail_contract import MailContract
from tests.fakes.identity_passkeys_contract import PasskeysContract
from tests.fakes.identity_people_contract import PeopleContract


class StoreContract(PeopleContract, MailContract, PasskeysContract, AccountsContract, KiosksContract):
    """Subclass it with a `store` fixture."""
