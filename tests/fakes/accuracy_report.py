"""A small report.json, made with the model that `presence evaluate` writes it with."""

from datetime import UTC, datetime

from services.recognition.evaluation.report import (
    AtFpir,
    CalibrationUsed,
    CloseStranger,
    DataUsed,
    DetCurve,
    Enrolment,
    Estimate,
    LivenessResult,
    Machine,
    MissedPhoto,
    OperatingPoint,
    PersonInVideo,
    Report,
    SetRow,
    SubsetRow,
    SystemReport,
    VideoResult,
)

NAME = "Nadia Somebody"  # of the labelled data: must not be kept
_RATES = (0.1, 0.03, 0.01, 0.003, 0.001)


def accuracy_report(
    model_sha256: str = "a" * 64, calibration_sha256: str = "c" * 64, measured: datetime | None = None
) -> bytes:
    """One encoder on 60 people."""
    return (
        Report(
            presence="0.1.0",
            code_sha256="0" * 64,
            created_at=measured or datetime(2026, 11, 20, 9, tzinfo=UTC),
            wall_seconds=12,
            data=DataUsed(
                folder="college-2026",
                sha256="d" * 64,
                photos={"enrol": 120, "probe": 240, "stranger": 900},
                people={"enrol": 60, "probe": 60, "stranger": 300},
                videos=2,
                ignored_roles={},
                same_person_twice=((NAME, "somebody else"),),
                probes_not_in_gallery=(NAME,),
                video_names_not_in_gallery=(NAME,),
                enrolled_probes=0,
                is_calibration_data=False,
            ),
            calibration=CalibrationUsed(
                model_sha256=model_sha256,
                data_sha256=calibration_sha256,
                target_fpir=0.001,
                people=60,
                impostors=300,
                method="tail",
                thresholds=(),
            ),
            systems=(_system(model_sha256),),
            liveness=(_attack("print", 1), _attack("mask", 5)),
            not_measured=("Twins were not measured.",),
            machine=Machine(processor="test", cores=2, python="3.11", onnxruntime="1"),
        )
        .model_dump_json()
        .encode()
    )


def _system(model_sha256: str) -> SystemReport:
    return SystemReport(
        name="sface",
        description="SFace, 128 figures a face",
        model="sface",
        model_sha256=model_sha256,
        gallery_sha256="b" * 64,
        enrolment=Enrolment(people=60, failed=(NAME,), photos=120, accepted=118, rejected={"face_not_found": 2}),
        acquisition=(),
        rank_1=_share(0.982),
        at_fpir=tuple(
            AtFpir(
                fpir=rate,
                observable=rate > 0.002,
                fpir_bound=rate * 1.5,
                threshold=0.9,
                fnir=_share(0.02 + 0.004 / rate**0.5),
                fnir_everyone=0.05,
                fnir_cross_validated=None,
                fpir_cross_validated=None,
            )
            for rate in (0.01, 0.003, 0.001)
        ),
        det=DetCurve(
            fpir=_RATES,
            fnir=tuple(0.02 + 0.002 / rate**0.5 for rate in _RATES),
            low=tuple(0.01 + 0.002 / rate**0.5 for rate in _RATES),
            high=tuple(0.03 + 0.002 / rate**0.5 for rate in _RATES),
        ),
        operating_point=OperatingPoint(
            threshold=0.9,
            min_margin=0.05,
            fnir=_share(0.062),
            fpir=_share(0.0011),
            fpir_bound=0.006,
            false_positives=1,
            strangers=900,
            wrong_name=_share(0.0),
            calibrated_on_this_data=False,
            cross_validated=None,
        ),
        by_size=tuple(_size(people) for people in (10, 30, 59)),
        by_samples=(),
        by_set=(
            SetRow(set_name="back rows", photos=80, people=30, fnir_at_fpir={"0.01": 0.09}, fnir=0.12, wrong_name=0.0),
            SetRow(
                set_name="front rows", photos=160, people=55, fnir_at_fpir={"0.01": 0.02}, fnir=0.03, wrong_name=0.0
            ),
        ),
        videos=(_video(right=True), _video(right=False)),
        tracks=(),
        attacks=(),
        closest_strangers=(CloseStranger(photo=f"{NAME}.jpg", identity="x", nearest=NAME, distance=0.8),),
        missed=(MissedPhoto(photo=f"{NAME}-2.jpg", identity=NAME, nearest=None, distance=float("nan")),),
        cpu_ms_a_photo={},
    )


def _share(value: float) -> Estimate:
    return Estimate(value=value, low=max(0.0, value - 0.01), high=min(1.0, value + 0.01))


def _size(people: int) -> SubsetRow:
    return SubsetRow(
        people=people,
        samples_per_person=2,
        draws=10,
        mated_people=people,
        threshold=0.9,
        fnir_at_fpir={"0.01": 0.02 + people / 2000, "0.001": 0.05 + people / 1000},
        fnir=0.06,
        fpir=0.001,
    )


def _video(*, right: bool) -> VideoResult:
    person = PersonInVideo(
        identity=NAME, label="must", note="", marked_after_seconds=float("nan"), frames_named_alone=0
    )
    return VideoResult(
        name="lesson",
        right=right,
        missed=() if right else (NAME,),
        false_marks=(),
        false_names_in_frames=0,
        people=(person,),
        frames=100,
        seconds=10,
        faces=90,
        encodings=60,
        cpu_ms_a_frame={},
    )


def _attack(kind: str, wrong: int) -> LivenessResult:
    return LivenessResult(kind=kind, attack=True, covered=True, tries=100, wrong=wrong, low=0, high=0.1, verdicts={})
