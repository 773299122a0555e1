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


def bars(labels: Sequence[str], series: Sequence[Series], axis_title: str) -> dict[str, Any]:
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


def ranked(labels: Sequence[str], one: Series, suffix: str = "") -> dict[str, Any]:
    """Horizontal bars in the order given, first on top, each with its number beside it; `suffix` is % or none."""
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": one.name,
        "y": list(labels),
        "x": list(one.values),
        "text": list(one.shown),
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "marker": _fill(0),
    }
    layout = _layout(False)
    layout["margin"] |= {"r": 70}
    layout["yaxis"] |= {"type": "category", "autorange": "reversed", "gridwidth": 0, "showgrid": False}
    layout["xaxis"] |= {"ticksuffix": suffix, "rangemode": "tozero", "showgrid": True}
    return {"data": [trace], "layout": layout}


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
