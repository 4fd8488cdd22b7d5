"""
Who is signed in, as their browser says it: a cookie with the API's own session secret, and proof that a form was ours.

Nothing is kept here, so a restart signs nobody out. A form carries a word made of the session, which another site
cannot know; and a browser that says that the request began elsewhere is refused before that.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

COOKIE_LASTS_S = 7 * 24 * 3600


class Cookie:
    """The cookie of one site.

    public_url  where people reach it: over https the cookie is bound to that host and never sent otherwise
    """

    def __init__(self, public_url: str) -> None:
        self.secure = urlsplit(public_url).scheme == "https"
        self.name = "__Host-tiltyard" if self.secure else "tiltyard-session"

    def of(self, request: Request) -> str | None:
        """The session secret that the browser sent."""
        return request.cookies.get(self.name) or None

    def give(self, response: Response, secret: str) -> None:
        """Let the browser keep it."""
        response.set_cookie(
            self.name, secret, max_age=COOKIE_LASTS_S, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def take(self, response: Response) -> None:
        """Let the browser forget it."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def form_word(secret: str) -> str:
    """What forms of this session carry."""
    return hmac.digest(secret.encode(errors="surrogatepass"), b"a form of ours", hashlib.sha256).hex()


def is_ours(request: Request, secret: str | None, word: str, *, origin: str) -> bool:
    """Whether a form that was sent is one that we gave to this very session.

    secret  None where nobody is signed in yet: then it counts from where it was sent
    origin  where people reach us, such as https://cup.example.org
    """
    site = request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        return False
    said = request.headers.get("origin")
    # A browser that tells no origin (`null`) has told by the other header that it is ours.
    if said not in {None, origin, own_origin(request)} and not (said == "null" and site == "same-origin"):
        return False
    return secret is None or hmac.compare_digest(word.encode(errors="surrogatepass"), form_word(secret).encode())


def own_origin(request: Request) -> str:
    """Where this request reached us."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def own_path(path: str) -> str:
    """A path of this site to go on to; the staff's first page instead of anything else."""
    fine = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if fine and len(path) <= 500 else "/staff"
