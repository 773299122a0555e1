"""Plotly's browser bundle out of its wheel, so written that a browser compiles it beside the page's own work."""

from importlib.resources import files as package_files

# Chromium 136 and newer compile everything in a file that begins so, off the main thread.
_HINT = "//# allFunctionsCalledOnLoad\n"
# The bundle is one function handed to a caller. Browsers compile a function in parentheses while the file loads,
# any other only when it is called: that would read four megabytes once more, on the main thread.
_HEAD, _TAIL = "self : this, () => {", "}));"


def plotly_bundle() -> str:
    """The script, which does what plotly's own does; raises ValueError when plotly wraps its bundle in another way."""
    path = package_files("plotly") / "package_data" / "plotly.min.js"
    head, found, body = path.read_text(encoding="utf-8").partition(_HEAD)
    body = body.rstrip()
    if not found or not body.endswith(_TAIL):
        raise ValueError("plotly's bundle is wrapped in a new way: adapt dashboards/bundle.py")
    return f"{_HINT}{head}self : this, (() => {{{body.removesuffix(_TAIL)}}})));\n"
