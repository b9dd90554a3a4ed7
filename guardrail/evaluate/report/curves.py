"""Curves as inline SVG whose colours the page's style sheet sets."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from markupsafe import Markup

from guardrail.evaluate.metrics import Curve, roc
from guardrail.evaluate.outcomes import LEVELS, Outcomes

Json = dict[str, Any]
Point = tuple[float, float]

WIDTH, HEIGHT = 360, 320
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 12, 12, 46
_MOST_POINTS = 400
_LEAST_RATE, _MOST_RATE = 0.0005, 0.9995


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Where a value stands between 0 and 1, which values are written, and what it is."""

    title: str
    place: Callable[[float], float]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and the sentence that says how to read it."""

    title: str
    caption: str
    svg: Markup


def of(result: Json, outcomes: Outcomes) -> list[Drawn]:
    """ROC and DET of the raw scores, with what the policies' levels do marked on both."""
    found = outcomes.score[outcomes.positive]
    strangers = outcomes.score[outcomes.negative]
    curve = roc(found, strangers)
    named: dict[Point, list[str]] = {}
    for level in LEVELS:
        at = result[level.value]
        named.setdefault((at["fpr"]["value"], at["recall"]["value"]), []).append(level.value)
    marks = [(fpr, recall, ", ".join(names)) for (fpr, recall), names in named.items()]
    return [_roc(curve, marks, len(strangers)), _det(curve, marks)]


def calibration(curve: Sequence[Json]) -> Drawn:
    """The share of negatives with a match that sure, beside what chance should give."""
    axis = Axis(
        title="expected false matches per item",
        place=_log(0.001, 1.0),
        ticks=((0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1.0, "1")),
    )
    shares = Axis(
        title="negatives with a match that sure",
        place=_log(0.0005, 1.0),
        ticks=((0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %")),
    )
    plot = _Plot(axis, shares)
    plot.line([(one["expected"], one["chance"]) for one in curve], "chance")
    plot.line([(one["expected"], one["share"]["value"]) for one in curve], "curve")
    for one in curve:
        share = one["share"]
        plot.whisker(one["expected"], share["low"], share["high"])
        plot.dot(one["expected"], share["value"], "")
    return Drawn(
        title="Does chance keep its promise?",
        caption="Dashed: what the calibration promises. Above it, false alarms are more frequent "
        "than the thresholds say.",
        svg=plot.svg("Calibration: observed against expected false matches"),
    )


def _roc(curve: Curve, marks: Sequence[tuple[float, float, str]], negatives: int) -> Drawn:
    least = 10.0 ** math.floor(math.log10(max(1 / max(negatives, 1), 1e-5)))
    decades = round(-math.log10(least))
    ticks = tuple((10.0**-d, f"{100 * 10.0**-d:g} %") for d in range(decades, -1, -1))
    across = Axis(title="false alarms among negatives", place=_log(least, 1.0), ticks=ticks)
    up = Axis(
        title="found among positives",
        place=lambda v: v,
        ticks=tuple((v / 100, f"{v} %") for v in (0, 20, 40, 60, 80, 100)),
    )
    plot = _Plot(across, up)
    plot.line(_steps(curve), "curve")
    for fpr, recall, name in marks:
        plot.dot(fpr, recall, name)
    return Drawn(
        title="ROC",
        caption="Found against false alarms at every threshold (false alarms on a logarithmic "
        "axis). Dots: what the policies do at each level.",
        svg=plot.svg("Receiver operating characteristic"),
    )


def _det(curve: Curve, marks: Sequence[tuple[float, float, str]]) -> Drawn:
    ticks = tuple((v, f"{100 * v:g} %") for v in (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99))
    plot = _Plot(
        Axis(title="false alarms among negatives", place=_probit, ticks=ticks),
        Axis(title="missed among positives", place=_probit, ticks=ticks),
    )
    plot.line([(fpr, 1 - tpr) for fpr, tpr in _steps(curve)], "curve")
    for fpr, recall, name in marks:
        plot.dot(fpr, 1 - recall, name)
    return Drawn(
        title="DET",
        caption="Missed against false alarms on normal deviates (Martin et al. 1997): nearer to "
        "the lower left is better.",
        svg=plot.svg("Detection error trade-off"),
    )


class _Plot:
    """Axes and what was drawn between them."""

    def __init__(self, across: Axis, up: Axis) -> None:
        self._across = across
        self._up = up
        self._drawn: list[Markup] = []

    def line(self, points: Sequence[Point], kind: str) -> None:
        path = " ".join("{:.1f},{:.1f}".format(*self._at(x, y)) for x, y in points)
        self._drawn.append(Markup('<polyline class="{}" points="{}"/>').format(kind, path))

    def dot(self, x: float, y: float, name: str) -> None:
        at_x, at_y = self._at(x, y)
        self._drawn.append(
            Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(at_x, at_y)
        )
        if name:
            right = at_x > WIDTH - 70
            self._drawn.append(
                Markup(
                    '<text class="mark" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
                ).format(at_x + (-7 if right else 7), at_y - 6, "end" if right else "start", name)
            )

    def whisker(self, x: float, low: float, high: float) -> None:
        (at_x, bottom), (_, top) = self._at(x, low), self._at(x, high)
        self._drawn.append(
            Markup('<line class="whisker" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>')
            .format(at_x, bottom, top)
        )  # fmt: skip

    def svg(self, label: str) -> Markup:
        parts = [self._frame(), *self._drawn]
        return Markup(
            '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        ).format(WIDTH, HEIGHT, label, Markup("").join(parts))

    def _at(self, x: float, y: float) -> Point:
        wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        across = min(1.0, max(0.0, self._across.place(x)))
        up = min(1.0, max(0.0, self._up.place(y)))
        return _LEFT + across * wide, _TOP + (1 - up) * high

    def _frame(self) -> Markup:
        bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        parts = []
        for value, text in self._across.ticks:
            x = _LEFT + self._across.place(value) * (right - _LEFT)
            parts.append(
                Markup(
                    '<line class="grid" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>'
                    '<text x="{0:.1f}" y="{3}" text-anchor="middle">{4}</text>'
                ).format(x, _TOP, bottom, bottom + 15, text)
            )
        for value, text in self._up.ticks:
            y = bottom - self._up.place(value) * (bottom - _TOP)
            parts.append(
                Markup(
                    '<line class="grid" x1="{1}" x2="{2}" y1="{0:.1f}" y2="{0:.1f}"/>'
                    '<text x="{3}" y="{4:.1f}" text-anchor="end">{5}</text>'
                ).format(y, _LEFT, right, _LEFT - 6, y + 4, text)
            )
        parts.append(
            Markup(
                '<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text class="axis" transform="translate(11 {}) rotate(-90)" '
                'text-anchor="middle">{}</text>'
            ).format(
                (_LEFT + right) / 2, HEIGHT - 8, self._across.title,
                (_TOP + bottom) / 2, self._up.title,
            )
        )  # fmt: skip
        return Markup("").join(parts)


def _steps(curve: Curve) -> list[Point]:
    """The points of a curve, thinned, with the corners of its steps."""
    every = list(zip(curve.fpr.tolist(), curve.tpr.tolist(), strict=True))
    stride = max(1, len(every) // _MOST_POINTS)
    kept = [*every[::stride], every[-1]]
    steps = [kept[0]]
    for x, y in kept[1:]:
        steps += [(x, steps[-1][1]), (x, y)]
    return steps


def _log(low: float, high: float) -> Callable[[float], float]:
    span = math.log10(high) - math.log10(low)
    return lambda value: (math.log10(max(value, low)) - math.log10(low)) / span


def _probit(value: float) -> float:
    normal = NormalDist()
    low, high = normal.inv_cdf(_LEAST_RATE), normal.inv_cdf(_MOST_RATE)
    bounded = min(_MOST_RATE, max(_LEAST_RATE, value))
    return (normal.inv_cdf(bounded) - low) / (high - low)
