"""Tags of templates: money, icons, dates, numbers."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from homebank.lib.money import Money

NBSP = "\u00a0"
MOMENT = datetime(2026, 11, 21, 9, 5, 30, tzinfo=UTC)


def shown(template: str, language: str = "ru", **values: object) -> str:
    with translation.override(language):
        return Template(template).render(Context(values))


def test_a_sum_has_small_tiyn_and_the_sign_behind_in_russian() -> None:
    made = shown("{{ m|sum }}", m=Money(1_864_000))
    assert made == f'<span class="sum">18{NBSP}640<span class="t">,00</span>{NBSP}₸</span>'


def test_a_sum_has_the_sign_before_in_english() -> None:
    made = shown("{{ m|sum }}", "en", m=Money(1_864_000))
    assert made == '<span class="sum">₸18,640<span class="t">.00</span></span>'


def test_a_sum_with_the_same_digits_twice_is_cut_at_its_end() -> None:
    made = shown("{{ m|sum }}", "en", m=Money(-11_111_111))
    assert made == '<span class="sum">−₸111,111<span class="t">.11</span></span>'


def test_an_incoming_sum_has_a_plus_and_its_kinds_as_classes() -> None:
    made = shown('{{ m|sum:"big in" }}', m=Money(100))
    assert made.startswith('<span class="sum big in">+1<')


def test_no_money_shows_nothing() -> None:
    assert shown("{{ m|sum }}{{ m|amount }}{{ m|short_amount }}", m=None) == ""


def test_a_button_drops_zero_tiyn_and_a_receipt_does_not() -> None:
    made = shown("{{ m|short_amount }} {{ m|amount }}", m=Money(1_250_000))
    assert made == f"12{NBSP}500{NBSP}₸ 12{NBSP}500,00{NBSP}₸"


def test_an_icon_is_silent_and_comes_from_the_hashed_sprite() -> None:
    made = shown('{% icon "done" "end" %}')
    assert made.startswith('<svg class="i end" aria-hidden="true"><use href="/static/img/icons.')
    assert made.endswith('.svg#done"/></svg>')


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "21 қараша 2026\u00a0ж."),
        ("ru", "21 ноября 2026\u00a0г."),
        ("en", "21 November 2026"),
    ],
)
def test_a_long_date_is_written_as_its_language_does(language: str, expected: str) -> None:
    assert shown("{{ d|long_date }}", language, d=date(2026, 11, 21)) == expected


def test_times_are_almatys() -> None:
    made = shown("{{ w|clock_time }} {{ w|exact_time }} {{ w|table_date }}", w=MOMENT)
    assert made == "14:05 14:05:30 21.11.2026"


def test_phones_are_masked_or_spaced() -> None:
    made = shown("{{ p|masked_phone }} {{ p|spaced_phone }}", p="+77000000012")
    assert made.replace(NBSP, " ") == "+7 700 ••• •• 12 +7 700 000 00 12"


def test_an_iban_is_shown_in_fours() -> None:
    made = shown("{{ i|spaced_iban }}", i="KZ958880000000067890")
    assert made.replace(NBSP, " ") == "KZ95 8880 0000 0006 7890"


def test_a_number_in_a_sentence_stays_on_one_line_and_markup_stays_text() -> None:
    made = shown("{{ t|unbroken }}", t="Write it as +7 700 000 00 12 <b>")
    assert made == f"Write it as +7{NBSP}700{NBSP}000{NBSP}00{NBSP}12 &lt;b&gt;"
