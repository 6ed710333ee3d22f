"""Pages that follow one another: each visit has its attempt, each attempt stands at one page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Generic, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.codewords.errors import CodewordRefused
from accounts.errors import AccountsRefused
from accounts.factors.errors import CodeRefused, WrongAppCode
from accounts.registration.errors import LoginNameRefused
from accounts.sign_in.errors import PasswordRefused, WrongPassword
from homebank.forms import Form

# Beside which box a refusal is told; the rest stand above all of them.
BESIDE = ((CodeRefused, "code"), (CodeRefused, "recovery_code"), (PasswordRefused, "password"),
          (CodewordRefused, "codeword"), (LoginNameRefused, "login_name"),
          (WrongPassword, "current"), (WrongAppCode, "code"))  # fmt: skip


class Attempt(Protocol):
    """A row that knows its page and whether its time is over."""

    @property
    def step(self) -> str: ...
    @property
    def is_live(self) -> bool: ...


A = TypeVar("A", bound=Attempt)


@dataclass(frozen=True, slots=True)
class Path(Generic[A]):
    """A way through pages: its key in the session, its attempts, its first page and the others."""

    in_session: str
    attempts: Callable[[], QuerySet]  # type: ignore[type-arg]
    first: str
    pages: Mapping[str, str]

    def at(self, step: str) -> Callable[[Callable[[HttpRequest, A], HttpResponse]],
                                        Callable[..., HttpResponse]]:  # fmt: skip
        """Hand the visit's attempt to the view of its step; elsewhere lead to its page."""

        def decorate(
            view: Callable[[HttpRequest, A], HttpResponse],
        ) -> Callable[..., HttpResponse]:
            @wraps(view)
            @require_http_methods(["GET", "HEAD", "POST"])
            def checked(request: HttpRequest) -> HttpResponse:
                attempt = self._attempt_of(request)
                if attempt is None:
                    return redirect(self.first)
                if attempt.step != step:
                    return redirect(self.pages[attempt.step])
                return view(request, attempt)

            return checked

        return decorate

    def begin(self, request: HttpRequest, key: object) -> None:
        """The visit has an attempt from here on, under a fresh session id."""
        request.session.cycle_key()
        request.session[self.in_session] = str(key)

    def _attempt_of(self, request: HttpRequest) -> A | None:
        """The visit's own attempt, unless its time is over."""
        key = request.session.get(self.in_session)
        try:
            attempt: A | None = self.attempts().filter(pk=key).first() if key else None
        except ValidationError:
            return None
        return attempt if attempt is not None and attempt.is_live else None


def say(form: Form, refusal: AccountsRefused) -> None:
    """The refusal's sentences in the form, beside its field if it has it, or at the head."""
    form.is_valid()
    field = next((f for kind, f in BESIDE if isinstance(refusal, kind) and f in form.fields), None)
    for sentence in getattr(refusal, "reasons", [str(refusal)]):
        form.add_error(field, sentence)
