"""One self-contained page of an evaluation: curves, tables, and the worst cases as pictures.

No script, no font and no file beside it; light or dark as the reader's system is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from guardrail.evaluate.outcomes import LEVELS, Outcomes
from guardrail.evaluate.pages import templates
from guardrail.evaluate.report import curves
from guardrail.evaluate.report.exhibits import Exhibit

Json = dict[str, Any]

_GROUPS = (
    ("by_kind", "Kind"),
    ("by_lang", "Language"),
    ("by_style", "Style"),
    ("by_size", "Share of the frame"),
    ("by_duration", "Length of the clip"),
)
_MOST_ASSETS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is told on the page beside the result itself."""

    command: str
    made_at: datetime
    remarks: tuple[str, ...]
    alarms: tuple[Exhibit, ...]
    misses: tuple[Exhibit, ...]


def render(result: Json, outcomes: Outcomes, page: Page) -> str:
    """The page as HTML."""
    environment = templates("guardrail.evaluate.report")
    environment.filters |= {"rate": _rate, "bar": _bar, "per_cent": _per_cent, "ms": _ms}
    drawn = [] if "auc" not in result or result["auc"] is None else curves.of(result, outcomes)
    if result["calibration"]:
        drawn.append(curves.calibration(result["calibration"]))
    assets = sorted(result["by_asset"].items(), key=_by_trouble)
    return environment.get_template("page.html").render(
        result=result,
        page=page,
        curves=drawn,
        levels=[level.value for level in LEVELS],
        groups=[(title, result[key]) for key, title in _GROUPS if key in result],
        assets=assets[:_MOST_ASSETS],
        assets_left_out=max(0, len(assets) - _MOST_ASSETS),
    )


def _by_trouble(named: tuple[str, Json]) -> tuple[float, float, str]:
    """Assets with the least recall first, then those with most false alarms."""
    name, one = named
    recall, fpr = one["hold"]["recall"], one["hold"]["fpr"]
    return (recall["value"] if recall else 2.0, -(fpr["value"] if fpr else 0.0), name)


def _per_cent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _ms(value: float) -> str:
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.3g} ms"  # noqa: PLR2004


def _rate(estimate: Json | None) -> Markup:
    """A rate with its interval; a dash for what is not known."""
    if estimate is None:
        return Markup('<span class="unknown">–</span>')
    value, low, high = (100 * estimate[name] for name in ("value", "low", "high"))
    return Markup('{:.1f} % <span class="interval">{:.1f}–{:.1f}</span>').format(value, low, high)


def _bar(estimate: Json | None, tone: str) -> Markup:
    """A rate as a bar with its interval as a whisker."""
    if estimate is None:
        return Markup("")
    value, low, high = (100 * estimate[name] for name in ("value", "low", "high"))
    return Markup(
        '<svg class="bar {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="whole" width="100" height="10"/><rect class="part" width="{:.2f}" height="10"/>'
        '<rect class="whisker" x="{:.2f}" y="4" width="{:.2f}" height="2"/></svg>'
    ).format(tone, value, low, max(0.4, high - low))
