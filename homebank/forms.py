"""Forms of the portal: rendered by our templates, judged by the server alone."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from homebank.lib.money import Money

TOO_LONG = _("This is too long. Write at most %(limit_value)d signs.")


class Renderer(TemplatesSetting):
    """Finds our widgets' templates before Django's."""

    field_template_name = "parts/field.html"


class BoundField(DjangoBoundField):
    """A field with its data, and with the classes and ARIA attributes of our look."""

    # What the tick and the radio are drawn by their row, not by a box of their own.
    WITHOUT_BOX = ("hidden", "checkbox", "radio", "file")

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes (aria-describedby, aria-invalid), and `box` before the class."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # a group is described, its radios are not wrong
        elif getattr(widget, "input_type", "") not in self.WITHOUT_BOX:
            built["class"] = f"box {widget.attrs.get('class', '')}".strip()
        return built

    @property
    def anchor(self) -> str:
        """The id that a link in the summary of errors leads to."""
        first = f"{self.auto_id}_0" if self.use_fieldset else self.auto_id
        return str(self.id_for_label or first)

    @property
    def is_tick(self) -> bool:
        """A single tick box: its label stands beside it."""
        return getattr(self.field.widget, "input_type", "") == "checkbox" and not self.use_fieldset


class Form(forms.Form):
    """A form of the portal. The server judges: no `required` in HTML, errors are sentences.

    No `maxlength` either: a browser would cut what is pasted, and nobody would see it.

    In a template: `<form method="post" novalidate>`, `{% error_summary form %}`,
    `{% field form.account %}`.
    """

    use_required_attribute = False
    bound_field_class = BoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        usual = forms.Field.default_error_messages["required"]
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field, forms.CharField):
                field.error_messages.setdefault("max_length", TOO_LONG)
            if field.error_messages.get("required") == usual:
                label = field.label or name.replace("_", " ").capitalize()
                field.error_messages["required"] = format_lazy(
                    _("Fill in the field “{label}”."), label=label
                )


class SecretInput(forms.TextInput):
    """A box for what is never sent back to the page: a card's number, a codeword, a code."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""


class CodeInput(SecretInput):
    """The box for a code from an SMS: one box for six digits, filled by the phone, pasted."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {
            "class": "code",
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
        }
        super().__init__({**usual, **(attrs or {})})


class AmountInput(forms.TextInput):
    """The box for an amount; homebank.lib.amounts reads what is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__({**usual, **(attrs or {})})


class Picks(forms.RadioSelect):
    """Rows to choose one from; a choice's label may be a `Pick` with a note and a value."""

    template_name = "django/forms/widgets/radio.html"


class Ticks(forms.CheckboxSelectMultiple):
    """The same rows, to choose several from."""

    template_name = "django/forms/widgets/radio.html"
    option_template_name = "django/forms/widgets/radio_option.html"


class Pick(str):
    """The label of a choice: its name, with a quiet second line and a value at the right."""

    note: str
    value: Money | None
    language: str
    __slots__ = ("language", "note", "value")

    def __new__(
        cls, name: str, note: str = "", value: Money | None = None, language: str = ""
    ) -> "Pick":
        """`value` is a sum, shown as every sum is: small tiyn, at the right.

        `language` is the name's own, where it is not the page's.
        """
        made = super().__new__(cls, name)
        made.note, made.value, made.language = note, value, language
        return made
