"""What a person is told whose form was not taken: a page, as everywhere else."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import ClientException
from litestar.exceptions.responses import create_exception_response

from registry.language import marked
from registry.web.desk.forms import EARLIER, ELSEWHERE, UNREADABLE
from registry.web.desk.sign_in import shown

TITLE = marked("This was not taken")
TOO_LARGE = marked("It is too large for this page. Send a large file with the command line.")
ANYTHING_ELSE = marked("Go back, load the page anew, and try again.")
OURS = (UNREADABLE, EARLIER, ELSEWHERE)


def not_taken(request: Request[Any, Any, Any], refused: ClientException) -> Response[Any]:
    """A page for whoever takes HTML; programs get the status and its sentence as JSON.

    What others said of the request is not shown: it may repeat what was sent.
    """
    if "text/html" not in request.headers.get("accept", ""):
        return create_exception_response(request, refused)
    return shown("notice.html", TITLE, refused.status_code, paragraphs=[words_for(refused)])


def words_for(refused: ClientException) -> str:
    """Why, in a sentence of ours."""
    if refused.detail in OURS:
        return refused.detail
    return TOO_LARGE if refused.status_code == 413 else ANYTHING_ELSE
