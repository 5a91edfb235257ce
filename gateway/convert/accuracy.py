"""Accuracy reports for REST."""

from presence.recognition.v1 import accuracy_service_pb2 as pb

from gateway.convert.common import time_of
from gateway.models.accuracy import (
    AccuracyReport,
    DetPoint,
    Estimate,
    MeasuredSet,
    MeasuredSize,
    MeasuredSystem,
    MissedAtRate,
    ShippedPoint,
)


def report_of(report: pb.AccuracyReport) -> AccuracyReport:
    """A report as REST has it."""
    return AccuracyReport(
        report_id=report.report_id,
        sha256=report.sha256,
        measure_time=time_of(report.measure_time),
        add_time=time_of(report.add_time),
        presence_version=report.presence_version,
        data_name=report.data_name,
        data_sha256=report.data_sha256,
        photos=report.photos,
        videos=report.videos,
        calibration_sha256=report.calibration_sha256,
        systems=[_system(one) for one in report.systems],
        not_measured=list(report.not_measured),
        attacks=report.attacks,
        attacks_passed=report.attacks_passed,
    )


def _system(system: pb.MeasuredSystem) -> MeasuredSystem:
    shipped = system.shipped
    return MeasuredSystem(
        name=system.name,
        description=system.description,
        model_sha256=system.model_sha256,
        in_use=system.in_use,
        people=system.people,
        failed_to_enrol=system.failed_to_enrol,
        rank_1=_estimate(system.rank_1),
        at_rates=[
            MissedAtRate(fpir=row.fpir, fnir=_estimate(row.fnir), observable=row.observable, fpir_bound=row.fpir_bound)
            for row in system.at_rates
        ],
        det=[DetPoint(fpir=point.fpir, fnir=_estimate(point.fnir)) for point in system.det],
        shipped=ShippedPoint(
            fnir=_estimate(shipped.fnir),
            fpir=_estimate(shipped.fpir),
            wrong_name=_estimate(shipped.wrong_name),
            strangers=shipped.strangers,
            strangers_named=shipped.strangers_named,
            fpir_bound=shipped.fpir_bound,
            calibrated_on_this_data=shipped.calibrated_on_this_data,
        ),
        sets=[
            MeasuredSet(
                name=row.name,
                people=row.people,
                photos=row.photos,
                fnir=row.fnir if row.HasField("fnir") else None,
                fnir_at_1_percent=row.fnir_at_1_percent if row.HasField("fnir_at_1_percent") else None,
            )
            for row in system.sets
        ],
        sizes=[
            MeasuredSize(
                people=row.people,
                fnir_at_1_percent=row.fnir_at_1_percent if row.HasField("fnir_at_1_percent") else None,
                fnir_at_1_permille=row.fnir_at_1_permille if row.HasField("fnir_at_1_permille") else None,
            )
            for row in system.sizes
        ],
        videos=system.videos,
        videos_right=system.videos_right,
    )


def _estimate(found: pb.Estimate) -> Estimate:
    return Estimate(
        value=found.value if found.HasField("value") else None,
        low=found.low if found.HasField("low") else None,
        high=found.high if found.HasField("high") else None,
    )
