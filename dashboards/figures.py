"""Plotly figures as plain dicts in one theme.

Colours are safe for colour-blind readers and differ in lightness; bars also differ by pattern and lines by
dash and symbol, so that a grey print can be read. Every text arrives formatted: the browser formats nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

FONT = (
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif'
)
INK, GRID = "#1f2933", "#d5dbe1"
COLOURS = ("#0b4f8a", "#e08e0b", "#5b6b7a", "#7fb7de")
PATTERNS = ("", "/", ".", "x")
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")


@dataclass(frozen=True)
class Series:
    """One series: numbers (None where there is none to show) and the same numbers as text."""

    name: str
    values: Sequence[float | None]
    shown: Sequence[str]


@dataclass(frozen=True)
class Limit:
    """A line across the bars: a cap, or where the year stands."""

    value: float
    text: str


def bars(
    labels: Sequence[str], series: Sequence[Series], axis_title: str, limit: Limit | None = None
) -> dict[str, Any]:
    """Grouped vertical bars, one group per label."""
    traces = [
        {
            "type": "bar",
            "name": one.name,
            "x": list(labels),
            "y": list(one.values),
            "customdata": list(one.shown),
            "hovertemplate": "%{x}<br>" + one.name + ": %{customdata}<extra></extra>",
            "marker": _fill(index),
        }
        for index, one in enumerate(series)
    ]
    layout = _layout(len(series) > 1)
    layout["barmode"] = "group"
    layout["bargap"] = 0.35 if len(labels) > 3 else 0.7
    layout["xaxis"] |= {"type": "category", "nticks": 14}
    layout["yaxis"] |= {"rangemode": "tozero"}
    layout["annotations"] = [_unit(axis_title)]
    if limit:
        layout["shapes"] = [_line("y", limit)]
        layout["annotations"].append(_line_text("y", limit))
        layout["yaxis"] |= {"range": [0, _top(series, limit)]}
    return {"data": traces, "layout": layout}


def lines(labels: Sequence[str], series: Sequence[Series], axis_title: str) -> dict[str, Any]:
    """Lines over ordered labels; a missing number is a gap, never joined over."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": one.name,
            "x": list(labels),
            "y": list(one.values),
            "customdata": list(one.shown),
            "connectgaps": False,
            "hovertemplate": "%{x}<br>" + one.name + ": %{customdata}<extra></extra>",
            "line": {"color": COLOURS[index], "width": 2, "dash": DASHES[index]},
            "marker": {"symbol": SYMBOLS[index], "size": 6, "color": COLOURS[index]},
        }
        for index, one in enumerate(series)
    ]
    layout = _layout(len(series) > 1)
    layout["xaxis"] |= {"type": "category", "nticks": 12}
    layout["yaxis"] |= {"rangemode": "tozero"}
    layout["annotations"] = [_unit(axis_title)]
    return {"data": traces, "layout": layout}


def ranked(
    labels: Sequence[str], series: Sequence[Series], suffix: str = "", limit: Limit | None = None
) -> dict[str, Any]:
    """Horizontal bars in the order given, first on top, each with its number beside it; `suffix` is % or none."""
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": one.name,
            "y": list(labels),
            "x": list(one.values),
            "text": list(one.shown),
            "textposition": "outside",
            "cliponaxis": False,
            "hovertemplate": "%{y}: %{text}<extra></extra>",
            "marker": _fill(index),
        }
        for index, one in enumerate(series)
    ]
    layout = _layout(len(series) > 1)
    layout["margin"] |= {"r": 90}
    if len(series) > 1:
        layout["legend"] |= {"traceorder": "normal"}
    if limit:
        layout["shapes"] = [_line("x", limit)]
        layout["annotations"] = [_line_text("x", limit)]
        layout["xaxis"] |= {"range": [0, _top(series, limit)]}
    layout["yaxis"] |= {"type": "category", "autorange": "reversed", "gridwidth": 0, "showgrid": False}
    layout["xaxis"] |= {"ticksuffix": suffix, "rangemode": "tozero", "showgrid": True}
    return {"data": traces, "layout": layout}


def serialise(plot: dict[str, Any]) -> str:
    """The figure as JSON that is safe inside a script element."""
    text = orjson.dumps(plot).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _fill(index: int) -> dict[str, Any]:
    return {
        "color": COLOURS[index],
        "line": {"color": INK, "width": 0.5},
        "pattern": {
            "shape": PATTERNS[index],
            "fillmode": "overlay",
            "fgcolor": "#ffffff",
            "size": 7,
            "solidity": 0.25,
        },
    }


def _line(axis: str, limit: Limit) -> dict[str, Any]:
    """A dashed line at the limit, from side to side across the axis named."""
    other = "x" if axis == "y" else "y"
    ends = {f"{axis}0": limit.value, f"{axis}1": limit.value, f"{other}0": 0, f"{other}1": 1}
    # Amber shows on white and on a dark bar.
    style = {"color": COLOURS[1], "width": 3, "dash": "dash"}
    return {"type": "line", f"{other}ref": "paper", f"{axis}ref": axis, "line": style} | ends


def _line_text(axis: str, limit: Limit) -> dict[str, Any]:
    """What the line means, at its end."""
    place = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "y", "y": limit.value, "yanchor": "bottom"}
    if axis == "x":
        place = {
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "xref": "x",
            "x": limit.value,
            "xanchor": "center",
        }
    return place | {"text": limit.text, "showarrow": False, "font": {"size": 12}}


def _top(series: Sequence[Series], limit: Limit) -> float:
    """An axis end that leaves room above the highest bar and the line."""
    values = [value for one in series for value in one.values if value is not None]
    return 1.15 * max([limit.value, *values])


def _unit(text: str) -> dict[str, Any]:
    """The unit above the vertical axis, level, as Chinese is not read sideways."""
    place = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": -40,
        "yshift": 6,
    }
    return place | {"text": text, "showarrow": False, "font": {"size": 12}}


def _layout(legend: bool) -> dict[str, Any]:
    axis = {
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": INK,
        "zerolinecolor": INK,
        "tickfont": {"size": 12},
        "fixedrange": True,
        "tickformat": ",~f",
        "title": {"font": {"size": 12}, "standoff": 8},
    }
    return {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 56, "r": 16, "t": 28, "b": 40},
        "showlegend": legend,
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        "xaxis": axis | {"showgrid": False},
        "yaxis": dict(axis),
        "separators": ".,",
        "hovermode": "closest",
        "dragmode": False,
    }
