"""One training run at a time, and none while the gallery is changed by other means."""

from services.common.postgres import Connection
from services.recognition.app.errors import TrainingUnderWay

_LOCK = "select pg_advisory_xact_lock(hashtext('presence.recognition.training'))"


async def lock_training(connection: Connection) -> None:
    """Until the transaction ends no run begins, and no other caller of this goes on."""
    await connection.execute(_LOCK)


async def need_no_run(connection: Connection) -> None:
    """Raises TrainingUnderWay; the training must be locked."""
    going = await connection.fetchval("select request_id from training_run where state = 'running'")
    if going is not None:
        raise TrainingUnderWay(str(going))
