"""The figures of the page, as SVG that prints: serif type, no colour needed to tell the lines apart."""

import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from services.recognition.evaluation.report import SubsetRow, SystemReport

_INK = ("#1f3f77", "#a8442f", "#3d7a4f", "#7a5c99")
_DASHES: tuple[object, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 1.5, 1, 1.5)))
_MARKERS = "osD^"
_LABELS_APART = 1.15
_STYLE = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 10.5,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#333333",
    "xtick.direction": "out",
    "ytick.direction": "out",
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "path",  # the same type on every machine
    "svg.hashsalt": "presence",  # the same file for the same figures
}


def det(systems: Sequence[SystemReport]) -> str:
    """FNIR over FPIR, both logarithmic, with bands; a hollow mark is where the shipped thresholds stand."""
    with _axes(7.2, 3.7) as (axes, svg):
        shown = [system for system in systems if system.det.fpir]
        floor = min((_floor(system) for system in shown), default=1e-3)
        for index, system in enumerate(shown):
            curve = system.det
            axes.fill_between(
                curve.fpir, _above(curve.low, floor), _above(curve.high, floor), color=_INK[index], alpha=0.14, lw=0
            )
            axes.plot(
                curve.fpir, _above(curve.fnir, floor), color=_INK[index], ls=_DASHES[index], lw=1.6,
                clip_on=False, zorder=4,
            )  # fmt: skip
            axes.plot([], [], color=_INK[index], ls=_DASHES[index], lw=1.4, label=system.name)
            point = system.operating_point
            if point.fpir.value is not None and point.fnir.value is not None:
                x, y = max(point.fpir.value, curve.fpir[0]), max(point.fnir.value, floor)
                axes.plot(x, y, _MARKERS[index], mfc="white", mec=_INK[index], mew=1.2, ms=6, clip_on=False, zorder=5)
                axes.plot([], [], _MARKERS[index], mfc="white", mec=_INK[index], mew=1.2, ms=6, label="as it ships")
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlim(min((0.1, *(system.det.fpir[0] for system in shown))) if shown else 1e-3, 1)
        axes.set_ylim(floor, 1)
        axes.set_xlabel("False positive identification rate (strangers who are named)")
        axes.set_ylabel("False negative identification rate")
        _percent(axes)
        _finish(axes)
    return svg()


def by_size(systems: Sequence[SystemReport]) -> str:
    """FNIR by the number of people enrolled, at the two larger of the reported FPIR."""
    return _subsets(systems, lambda system: system.by_size, lambda row: row.people, "People in the gallery", log=True)


def by_samples(systems: Sequence[SystemReport]) -> str:
    """FNIR by the photos each person is enrolled with."""
    return _subsets(
        systems, lambda system: system.by_samples, lambda row: row.samples_per_person, "Photos a person", log=False
    )


def _subsets(
    systems: Sequence[SystemReport],
    rows_of: Callable[[SystemReport], Sequence[SubsetRow]],
    place: Callable[[SubsetRow], float],
    label: str,
    *,
    log: bool,
) -> str:
    with _axes(7.2, 2.9) as (axes, svg):
        floor = min((_floor(system) for system in systems), default=1e-3)
        for index, system in enumerate(systems):
            rows = rows_of(system)
            for rate, marker, fill in (("0.01", _MARKERS[index], "full"), ("0.001", _MARKERS[index], "none")):
                values = [row.fnir_at_fpir.get(rate) for row in rows]
                points = [(place(row), max(v, floor)) for row, v in zip(rows, values, strict=True) if v is not None]
                if points:
                    axes.plot(
                        *zip(*points, strict=True), color=_INK[index], ls=_DASHES[0 if fill == "full" else 1],
                        marker=marker, fillstyle=fill, ms=4.5, lw=1.2, clip_on=False,
                        label=f"{system.name}, FPIR {_share(float(rate))}",
                    )  # fmt: skip
        places = _apart(sorted({place(row) for system in systems for row in rows_of(system)}))
        if log:
            axes.set_xscale("log")
            axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(FixedLocator(places))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_yscale("log")
        axes.set_ylim(floor, 1)
        axes.set_xlabel(label)
        axes.set_ylabel("False negative identification rate")
        _percent(axes, x=False)
        _finish(axes)
    return svg()


@contextmanager
def _axes(width: float, height: float) -> Iterator[tuple[Axes, Callable[[], str]]]:
    """Inches; call the second after the block for the SVG element."""
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # matplotlib checks the keys itself
        figure = Figure(figsize=(width, height), layout="constrained")
        drawn: list[str] = []
        yield figure.add_subplot(), lambda: drawn[0]
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        text = out.getvalue()
        drawn.append(text[text.index("<svg") :])


def _finish(axes: Axes) -> None:
    axes.grid(True, which="major", color="#d9d9d9", lw=0.5)
    axes.set_axisbelow(True)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, handlelength=2.6)


def _percent(axes: Axes, *, x: bool = True) -> None:
    for axis in (axes.xaxis, axes.yaxis) if x else (axes.yaxis,):
        axis.set_major_locator(LogLocator(10))
        axis.set_major_formatter(FuncFormatter(lambda value, _: _share(value)))
        axis.set_minor_formatter(NullFormatter())


def _apart(places: Sequence[float]) -> list[float]:
    """Without those that stand so near to the next that their labels would touch."""
    kept: list[float] = []
    for place in sorted(places, reverse=True):
        if not kept or kept[-1] / place > _LABELS_APART:
            kept.append(place)
    return kept


def _share(value: float) -> str:
    return f"{value * 100:g} %"


def _floor(system: SystemReport) -> float:
    """What a logarithmic axis shows for zero: a decade below the smallest share these photos can show."""
    photos = next((row.photos for row in system.acquisition if row.role == "probe"), 1)
    return float(10.0 ** math.floor(math.log10(0.99 / max(2, photos))))


def _above(values: Sequence[float | None], floor: float) -> list[float]:
    return [math.nan if value is None else max(value, floor) for value in values]
