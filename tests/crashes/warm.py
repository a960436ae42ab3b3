"""What a process reads once in its life is read before it forks: addresses, words, templates."""

import gc
from importlib import import_module

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver, reverse
from django.utils import translation

from .life import sheet

MODULES = ("plans.flows", "viewflow.workflow.timers", "openpyxl", "python_calamine")
TEMPLATES = ("emails/notice.txt", "emails/notice_subject.txt", "emails/digest.txt")


def up() -> None:
    """Touch nothing that belongs to a database."""
    for module in MODULES:
        import_module(module)
    get_resolver().url_patterns  # noqa: B018 -- read for its effect
    reverse("background:healthz")
    sheet()
    for template in TEMPLATES:
        get_template(template)
    for language, __ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Sign")
    gc.collect()
    gc.freeze()
    gc.disable()  # a process that lives for a tenth of a second has nothing to collect
