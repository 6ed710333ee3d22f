"""The cellar as an app: it keeps the tallies of `throttle`."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "homebank.lib"
    label = "lib"
