"""`report.html`: the report to read and to print. One file, no scripts, nothing from a network."""

from html import escape
from itertools import count
from pathlib import Path

from services.recognition.evaluation import camera_tables, plots, tables
from services.recognition.evaluation.html import bullets, figure, paragraph
from services.recognition.evaluation.report import Report
from services.recognition.evaluation.summary import headline

_STYLE = Path(__file__).with_name("style.css")


def page(report: Report) -> str:
    """The whole document."""
    number, drawing = count(1), count(1)
    title = f"Recognition on {report.data.folder}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        paragraph(
            f"Presence {report.presence}, {report.created_at:%d %B %Y}, measured in {report.wall_seconds:.0f} s",
            "about",
        ),
        f'<div class="verdict">{"".join(paragraph(sentence) for sentence in headline(report))}</div>',
        "<h2>Data</h2>",
        tables.data(next(number), report),
        *(paragraph(sentence, "note") for sentence in tables.remarks(report)),
        tables.enrolment(next(number), report),
        "<h2>Identification by one photo</h2>",
        tables.error_rates(next(number), report),
        paragraph(tables.HOW, "note"),
        figure(next(drawing), _DET, plots.det(report.systems)),
        "<h2>With the thresholds that ship</h2>",
        tables.operating(next(number), report),
        *(paragraph(sentence, "note") for sentence in tables.operating_remarks(report)),
        "<h2>Size of the gallery, photos a person</h2>",
        tables.sizes(next(number), report),
        figure(next(drawing), _SIZES, plots.by_size(report.systems)),
        tables.samples(next(number), report),
    ]
    if any(len(system.by_samples) > 1 for system in report.systems):
        parts.append(figure(next(drawing), _SAMPLES, plots.by_samples(report.systems)))
    if any(len(system.by_set) > 1 for system in report.systems):
        parts.append(tables.sets(next(number), report))
    if report.data.videos:
        parts += [
            "<h2>Videos</h2>",
            camera_tables.videos(next(number), report),
            camera_tables.people_in_videos(next(number), report),
            paragraph(camera_tables.FRAMES_AND_TRACKS, "note"),
        ]
    if any(system.tracks for system in report.systems):
        parts += [
            "<h2>Tracks</h2>",
            camera_tables.tracks(next(number), report),
            paragraph(camera_tables.MOTION, "note"),
        ]
        if len({system.tracks[0].tracks for system in report.systems if system.tracks}) > 1:
            parts.append(paragraph(camera_tables.MOTION_OF_REFERENCE, "note"))
    if any(system.attacks for system in report.systems):
        parts += [
            "<h2>Photos held up to the camera</h2>",
            camera_tables.attacks(next(number), report),
            paragraph(camera_tables.KIOSK, "note"),
        ]
    if report.liveness:
        parts += ["<h2>Attacks that move</h2>", camera_tables.liveness(next(number), report)]
    parts += [
        "<h2>Cost</h2>",
        tables.cost(next(number), report),
        "<h2>Photos to look at</h2>",
        tables.closest(next(number), report),
        tables.missed(next(number), report),
        "<h2>What was not measured</h2>",
        bullets(report.not_measured),
        "<h2>What it was measured with</h2>",
        tables.made_of(next(number), report),
    ]
    style = _STYLE.read_text()
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{''.join(parts)}</body></html>\n"
    )


_DET = (
    "Detection error tradeoff for one photo a decision. Bands: 95 %, people drawn again. Hollow marks: the thresholds "
    "that ship. Shares of zero lie on the lower edge."
)
_SIZES = "Missed people by how many are enrolled; means over galleries drawn at random. Zero lies on the lower edge."
_SAMPLES = "Missed people by how many photos each is enrolled with; the same people for every number."
