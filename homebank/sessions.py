"""Django's sessions, but for the cookie of a request that came under a session of a moment ago."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class PatientSessionMiddleware(SessionMiddleware):
    """Takes a cookie back only from whoever this very request put out.

    Each step gives a visit a new id. Of two clicks at once the second comes under the old id, which
    nobody knows any more; Django would tell the browser to drop the cookie, and the browser would
    drop the one that the first click has just got: who clicked twice would be signed out.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, without a word about a session that this request did not touch."""
        answer = super().process_response(request, response)
        if not request.session.modified:
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer
