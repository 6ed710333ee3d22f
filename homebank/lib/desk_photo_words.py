"""Words for what happens to photos of documents, as the desk shows it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENTS = {
    "photo.kept": _("Photo of a document made anew and sealed"),
    "photo.refused": _("Photo of a document could not be opened"),
    "photo.forgotten": _("Photo of a document deleted"),
}
FAULTS = {
    "broken": _("the file is damaged"),
    "heavy": _("the file takes too much memory or time to open"),
    "small": _("the picture is too small"),
}
SIDES = {
    "front": pgettext_lazy("photo", "Front of the document"),
    "back": pgettext_lazy("photo", "Back of the document"),
    "selfie": pgettext_lazy("photo", "Selfie with the document"),
}
