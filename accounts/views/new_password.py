"""What every page with a new password shows: the policy's rules, and how strong it is."""

from typing import Any, TypeVar

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.sign_in.passwords import rules_in_words
from accounts.sign_in.strength import meter
from homebank.forms import Form

F = TypeVar("F", bound=Form)


def posted(request: HttpRequest, kind: type[F], **initial: object) -> F:
    """The form as it was posted; where only the strength was asked for, one that saves nothing."""
    if "check" in request.POST:
        return kind(initial=initial | request.POST.dict())
    return kind(request.POST or None, initial=initial)


@sensitive_variables()
def password_context(request: HttpRequest, form: Form) -> dict[str, Any]:
    """Context for accounts/new_password.html."""
    typed = request.POST.get("password", "")[:4096]
    return {"form": form, "rules": rules_in_words(), "meter": meter(typed)}
