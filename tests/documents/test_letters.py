"""Whatever a stranger's name holds, it is printed as text, and nothing of it is obeyed."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from documents.folders import TEMPLATES
from documents.letters import UNKNOWN, clean, printable
from documents.typesetting import typeset
from homebank.lib import clock
from tests.documents.tools import sample_facts, text_of

MARKUP = [
    '#read("/etc/passwd")', "#import \"@preview/x:1.0.0\"", "$ x^2 $", "*b* _i_ `c`", "= heading",
    "<label> @ref", "\\ // /* */", "]]] #[", '"; #panic("x")', "#sys.inputs", "https://evil.kz",
    "- a\n+ b", "\\u{0}", "{{ 7*7 }}", "'\"' „“ «»",
]  # fmt: skip
STRANGE = [
    "مرحبا بالعالم", "שלום", "\U0001f4a5\U0001f469\u200d\U0001f467", "\u202e123456\u202c", "汉字",
    "\x00\x07\x1b[31m", "Z\u0338\u0322a\u0336l\u0337g\u0338o", "\ufeff\u200b\u2066", "e\u0301",
    "A" * 3_000, "ə Ә ғ қ ң ө ұ ү һ і ₸ №", "\U0010ffff", "\ud800",
]  # fmt: skip


def squeezed(text: str) -> str:
    """Without blanks: between single signs pdftotext guesses them."""
    return "".join(text.split())


def printed(name: str) -> str:
    facts = sample_facts(rows=[{"name": "Payer", "value": name, "note": ""}])
    paper = {
        "language": "ru", "title": "t", "issuer": "i", "bank": ["b"], "number": "D-1", "code": "c",
        "check_label": "l", "address": "a", "qr_alt": "q",
        "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    }  # fmt: skip
    words = {"paper": paper, "facts": clean(facts)}
    return text_of(typeset("receipt.typ", words, at=clock.now()))


@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_a_name_stays_text(name: str) -> None:
    assert squeezed(printable(name)) in squeezed(printed(name))


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_is_printed_as_far_as_the_font_goes(name: str) -> None:
    assert squeezed(printable(name)) in squeezed(printed(name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120))
@example("#")
@example("\u0301")
def test_any_text_at_all_can_be_printed(name: str) -> None:
    assert squeezed(printable(name)) in squeezed(printed(name))


@given(st.text())
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_nothing_turns_the_line_around_or_hides() -> None:
    assert printable("a\u202eb\u2066c\u200dd\x00e") == "abcd e"
    assert printable("Ким\u00a0Тимур") == "Ким\u00a0Тимур"
    assert printable("💥") == UNKNOWN


def test_templates_read_nothing_from_outside_of_their_folder() -> None:
    for template in TEMPLATES.glob("*.typ"):
        text = template.read_text()
        assert "@preview" not in text, template
        assert "../" not in text, template
        assert "eval(" not in text, template
