"""Forms of the portal: rendered by our templates, judged by the server alone."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Finds our widgets' templates before Django's."""
