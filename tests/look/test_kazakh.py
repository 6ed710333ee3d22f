"""The judge of Kazakh pages finds what is foreign and leaves names alone."""

import pytest

from tests.look.kazakh import assert_only_kazakh, find_foreign


def page(body: str, language: str = "kk") -> str:
    return f'<!doctype html><html lang="{language}"><body>{body}</body></html>'


def test_a_kazakh_page_with_brands_and_numbers_passes() -> None:
    body = "<p>Homebank ID нөмірі: 4051 8827. Жалпы сома 12&nbsp;500 ₸, Visa •• 5725, IBAN KZ95</p>"
    assert_only_kazakh(page(body))


def test_other_languages_that_say_so_are_skipped() -> None:
    assert find_foreign(page('<a lang="ru">Русский</a><a lang="en">English</a>')) == []


@pytest.mark.parametrize(
    "leak",
    [
        "<p>Sign out</p>",
        "<p>Это получится после оплаты</p>",
        '<input type="submit" value="Save">',
        '<nav aria-label="Sections"></nav>',
        "<p>Отказаться нужно сегодня</p>",
        "<img alt='Продолжить и оплатить'>",
        "<p>Круглосуточно:</p>",
    ],
)
def test_english_and_russian_are_found(leak: str) -> None:
    with pytest.raises(AssertionError, match="Not Kazakh"):
        assert_only_kazakh(page(f"<p>Кіру</p>{leak}"))


def test_names_are_allowed_by_whoever_knows_them() -> None:
    body = page("<p>Алушы: Wooppay</p>")
    assert find_foreign(body)
    assert find_foreign(body, allow=["Wooppay"]) == []


def test_a_page_of_another_language_is_no_kazakh_page() -> None:
    assert find_foreign(page("<p>Кіру</p>", "ru")) == ["<html lang='ru'>"]
