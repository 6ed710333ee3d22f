"""Fields, their errors and the summary of errors, as a screen reader meets them."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from homebank.forms import AmountInput, CodeInput, Form, Pick, Picks, SecretInput
from homebank.lib.money import Money


class Example(Form):
    account = forms.CharField(label="Account", help_text="9 digits", min_length=9)
    amount = forms.CharField(label="Amount", widget=AmountInput())
    code = forms.CharField(label="Code", widget=CodeInput(), required=False)
    word = forms.CharField(label="Word", widget=SecretInput(), required=False)
    agree = forms.BooleanField(label="I agree", required=False, help_text="To all")
    source = forms.ChoiceField(
        label="From",
        choices=[("a", Pick("Main", "4405 64", Money(500))), ("b", "<Other>")],
        widget=Picks(),
    )


def shown(template: str, form: Example, language: str = "en") -> str:
    with translation.override(language):
        return Template(template).render(Context({"form": form}))


def filled(**data: Any) -> Example:
    usual = {"account": "123", "amount": "1 000", "code": "482915", "word": "secret"}
    return Example({**usual, **data})


@pytest.mark.parametrize(("language", "said"), [
    ("en", "This is too long. Write at most 5 signs."),
    ("ru", "Слишком длинно. Знаков не больше: 5."), ("kk", "Тым ұзын. Ең көп таңба саны: 5."),
])  # fmt: skip
def test_no_box_cuts_what_is_pasted_and_the_limit_is_said(language: str, said: str) -> None:
    class Short(Example):
        account = forms.CharField(label="Account", max_length=5)

    long = Short({"account": "1234567", "amount": "1", "code": "48 29 15", "source": "a"})
    made = shown("{% field form.account %}{% field form.code %}", long, language)
    assert "maxlength" not in made
    assert said in made
    assert 'value="1234567"' in made


def test_a_box_names_its_hint_and_has_no_required_attribute() -> None:
    made = shown("{% field form.account %}", Example())
    assert '<label for="id_account">Account</label>' in made
    assert 'class="box"' in made
    assert 'aria-describedby="id_account_helptext"' in made
    assert 'id="id_account_helptext">9 digits' in made
    assert "required" not in made


def test_a_wrong_box_is_invalid_keeps_its_text_and_is_described_by_the_error() -> None:
    made = shown("{% field form.account %}", filled())
    assert 'aria-invalid="true"' in made
    assert 'value="123"' in made
    assert 'aria-describedby="id_account_helptext id_account_error"' in made
    assert 'class="err" id="id_account_error"' in made


def test_the_summary_links_to_each_wrong_field_and_takes_the_focus() -> None:
    made = shown("{% error_summary form %}", filled(amount=""))
    assert 'role="alert"' in made
    assert "autofocus" in made
    assert '<a href="#id_amount">Fill in the field “Amount”.</a>' in made
    assert '<a href="#id_source_0">' in made


def test_a_form_without_errors_has_no_summary() -> None:
    assert shown("{% error_summary form %}", Example()).strip() == ""


def test_a_refusal_of_the_whole_form_is_told_in_the_summary() -> None:
    form = filled(account="123456789", source="a")
    assert form.is_valid()
    form.add_error(None, "The bank is closed.")
    made = shown("{% error_summary form %}", form)
    assert "<p>The bank is closed.</p>" in made
    assert "<ul>" not in made


def test_codes_and_secrets_are_never_sent_back() -> None:
    made = shown("{% field form.code %}{% field form.word %}", filled())
    assert "482915" not in made
    assert "secret" not in made
    assert 'class="box code"' in made
    assert 'autocomplete="one-time-code"' in made


def test_an_amount_box_keeps_what_was_typed() -> None:
    made = shown("{% field form.amount %}", filled())
    assert 'class="box amount"' in made
    assert 'inputmode="decimal"' in made
    assert 'value="1 000"' in made


def test_picks_show_name_note_and_value_and_escape_the_rest() -> None:
    made = shown("{% field form.source %}", filled(source="a"))
    assert "<fieldset" in made
    assert "<legend>From</legend>" in made
    assert '<span class="hint">4405\u00a064</span>' in made
    assert '<span class="sum">₸5<span class="t">.00</span></span>' in made
    assert "&lt;Other&gt;" in made
    assert 'value="a" id="id_source_0" checked' in made


def test_a_tick_box_stands_before_its_label() -> None:
    made = shown("{% field form.agree %}", Example())
    assert made.index("<input") < made.index("I agree")
    assert 'class="pick flat"' in made


def test_the_sentence_for_an_empty_field_is_told_in_three_languages() -> None:
    told = {shown("{% error_summary form %}", filled(amount=""), code) for code in ("kk", "ru")}
    assert any("өрісін толтырыңыз" in page for page in told)
    assert any("Заполните поле" in page for page in told)
