"""Both languages say the same things."""

import string
from pathlib import Path

import pytest

from dashboards import i18n
from dashboards.i18n import load

RULES = [
    "key_missing",
    "not_a_date",
    "not_a_datetime",
    "not_an_integer",
    "not_a_number",
    "not_money",
    "not_a_percentage",
    "not_yes_no",
    "unknown_value",
    "uscc_invalid",
    "digits_lost",
    "undecodable_text",
    "unknown_district",
    "ambiguous_district",
    "document_invalid",
    "phone_invalid",
    "field_count",
    "broken_quoting",
    "not_a_record",
    "not_a_code",
    "negative",
]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_languages_have_the_same_keys_and_placeholders() -> None:
    chinese, english = load("zh").entries, load("en").entries
    assert chinese.keys() == english.keys()
    for key in chinese:
        assert fields(chinese[key]) == fields(english[key]), key
        assert chinese[key].strip() and english[key].strip()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_quarantine_rule_has_words(lang: str) -> None:
    assert [rule for rule in RULES if f"rule.{rule}" not in load(lang).entries] == []


def test_chinese_words_are_chinese() -> None:
    latin_only = [
        key for key, text in load("zh").entries.items() if not any(ord(letter) > 0x2000 for letter in text)
    ]
    assert set(latin_only) <= {
        "site.language",
        "label.id_name",
        "label.with_unit",
        "file.csv",
        "file.parquet",
        "area.page_title",
        "profiles.series",
        "colon",
        "tool.of",
    }


def test_both_languages_are_split_into_the_same_short_files() -> None:
    folder = Path(i18n.__file__).parent
    names = {lang: {path.name for path in (folder / lang).glob("*.yml")} for lang in i18n.LANGUAGES}
    assert names["zh"] == names["en"]
    for path in folder.glob("*/*.yml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_a_key_in_two_files_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zh").mkdir()
    for name in ("a.yml", "b.yml"):
        (tmp_path / "zh" / name).write_text("page: {overview: 总览}", encoding="utf-8")
    monkeypatch.setattr(i18n, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"page\.overview"):
        load.__wrapped__("zh")
