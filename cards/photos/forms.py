"""The form of one photo: a file, by camera or from the device. Its bytes are judged elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cards.models import PhotoSide
from homebank.forms import Form

FIELD = "photo"


class PhotoForm(Form):
    """One of several on a page: ids begin with the side."""

    photo = forms.Field(label=_("Photo"), required=False, widget=forms.FileInput)

    def __init__(self, side: PhotoSide, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{side.value}_%s", **kwargs)
