"""Runs recognition: `python -m services.recognition`, configured by PRESENCE_RECOGNITION_* variables."""

import structlog

from services.common.config import load
from services.common.migrations import migrate
from services.common.serve import serve
from services.common.start import run_process, wait_for_database
from services.common.telemetry import configure_logging
from services.recognition.config import RecognitionConfig
from services.recognition.domain.errors import (
    CalibrationOfAnotherModel,
    CalibrationUnreadable,
    ExecutionProviderMissing,
    ModelCacheUnusable,
    ModelDamaged,
    ModelMissing,
    VisionUnavailable,
)
from services.recognition.errors import ERRORS
from services.recognition.vision.workers import VisionWorkers
from services.recognition.wiring import MIGRATIONS, NAME, wired

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("recognition")


async def run(config: RecognitionConfig) -> None:
    """Returns after SIGTERM or SIGINT, once what was in hand is stored."""
    # Spawned before gRPC's threads exist. Each worker has one job; whatever waits, waits in the pod's own line.
    vision = VisionWorkers(
        config.model_cache,
        config.workers,
        max_jobs=config.workers,
        job_seconds=config.job_seconds,
        provider=config.execution_provider,
    )
    try:
        await vision.start()
        _log.info(
            "vision is ready",
            processes=config.workers,
            runs_on=vision.runs_on,
            execution_provider=config.execution_provider.value,
        )
        dsn = config.database_url.get_secret_value()
        await wait_for_database(dsn)
        await migrate(dsn, MIGRATIONS)
        async with wired(config, vision) as service:
            await serve(
                config,
                name=NAME,
                register=service.register,
                verify=service.verify,
                errors=ERRORS,
                ready=service.ready,
                on_drain=service.on_drain(),
                until_revoked=service.revocations.until_revoked,
            )
    finally:
        await vision.close()


def main() -> None:
    """The process: what cannot start says why in one sentence and ends with status 1."""
    config = load(RecognitionConfig)
    configure_logging(NAME, config.log_format, config.log_level)
    run_process(
        NAME,
        run(config),
        ModelMissing,
        ModelDamaged,
        ModelCacheUnusable,
        ExecutionProviderMissing,
        VisionUnavailable,
        CalibrationUnreadable,
        CalibrationOfAnotherModel,
    )


if __name__ == "__main__":
    main()
