"""Accuracy reports as messages."""

from presence.recognition.v1 import accuracy_service_pb2 as pb

from services.common.timestamps import timestamp
from services.recognition.app.accuracy import KeptReport
from services.recognition.domain.accuracy import Estimate, System


def report_message(report: KeptReport, model_hash: str, *, whole: bool) -> pb.AccuracyReport:
    """`model_hash` is of the encoder in use; without `whole` the curves are left out."""
    figures = report.figures
    attacks = [row for row in figures.liveness if row.attack]
    return pb.AccuracyReport(
        report_id=str(report.report_id),
        sha256=report.sha256,
        measure_time=timestamp(figures.measure_time),
        add_time=timestamp(report.add_time),
        presence_version=figures.presence,
        data_name=figures.data.folder,
        data_sha256=figures.data.sha256,
        photos=sum(figures.data.photos.values()),
        videos=figures.data.videos,
        calibration_sha256=figures.calibration.data_sha256,
        systems=[_system(one, model_hash, whole=whole) for one in figures.systems],
        not_measured=figures.not_measured,
        attacks=sum(row.tries for row in attacks),
        attacks_passed=sum(row.wrong for row in attacks),
    )


def _system(system: System, model_hash: str, *, whole: bool) -> pb.MeasuredSystem:
    shipped = system.operating_point
    return pb.MeasuredSystem(
        name=system.name,
        description=system.description,
        model_sha256=system.model_sha256,
        in_use=system.model_sha256 == model_hash,
        people=system.enrolment.people,
        failed_to_enrol=system.enrolment.failed,
        rank_1=_estimate(system.rank_1),
        at_rates=[
            pb.MissedAtRate(
                fpir=row.fpir, fnir=_estimate(row.fnir), observable=row.observable, fpir_bound=row.fpir_bound
            )
            for row in system.at_fpir
        ],
        det=[pb.DetPoint(fpir=point.fpir, fnir=_estimate(point.fnir)) for point in system.det] if whole else [],
        shipped=pb.ShippedPoint(
            fnir=_estimate(shipped.fnir),
            fpir=_estimate(shipped.fpir),
            wrong_name=_estimate(shipped.wrong_name),
            strangers=shipped.strangers,
            strangers_named=shipped.false_positives,
            fpir_bound=shipped.fpir_bound,
            calibrated_on_this_data=shipped.calibrated_on_this_data,
        ),
        sets=[
            pb.MeasuredSet(
                name=row.set_name,
                people=row.people,
                photos=row.photos,
                fnir=row.fnir,
                fnir_at_1_percent=row.fnir_at_fpir.get("0.01"),
            )
            for row in system.by_set
        ],
        sizes=[
            pb.MeasuredSize(
                people=row.people,
                fnir_at_1_percent=row.fnir_at_fpir.get("0.01"),
                fnir_at_1_permille=row.fnir_at_fpir.get("0.001"),
            )
            for row in system.by_size
        ],
        videos=len(system.videos),
        videos_right=sum(video.right for video in system.videos),
    )


def _estimate(found: Estimate) -> pb.Estimate:
    return pb.Estimate(value=found.value, low=found.low, high=found.high)
