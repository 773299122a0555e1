"""The shipped bundle is plotly's own but for how browsers are told to compile it."""

from importlib.resources import files as package_files
from pathlib import Path

import pytest

from dashboards import bundle


def own() -> str:
    return (package_files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def test_the_bundle_differs_from_plotlys_own_by_a_hint_and_one_pair_of_parentheses() -> None:
    hint, _, body = bundle.plotly_bundle().partition("\n")
    assert hint == "//# allFunctionsCalledOnLoad"
    assert (
        body.replace("self : this, (() => {", "self : this, () => {", 1).removesuffix("})));\n") + "}));"
        == own()
    )


def test_a_bundle_wrapped_in_another_way_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package_data").mkdir()
    (tmp_path / "package_data" / "plotly.min.js").write_text("var Plotly = {};", encoding="utf-8")
    monkeypatch.setattr(bundle, "package_files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="bundle"):
        bundle.plotly_bundle()
