"""Both languages say the same things."""

import string

import pytest

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
    }
