"""
Accounts and their tokens: what stands in for https://oauth2.googleapis.com/token.

source  RFC 7523, and https://developers.google.com/identity/protocols/oauth2/service-account (2026-11)
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from attrs import define, field, frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tiltyard.testing.google_sheets.errors import TokenError, scope_missing, unauthenticated
from tiltyard.testing.google_sheets.resources import Viewer

SCOPE = "https://www.googleapis.com/auth/"
SHEETS_SCOPES = frozenset(
    f"{SCOPE}{one}" for one in ("spreadsheets", "spreadsheets.readonly", "drive", "drive.file", "drive.readonly")
)
SHEETS_WRITE_SCOPES = frozenset(f"{SCOPE}{one}" for one in ("spreadsheets", "drive", "drive.file"))
DRIVE_SCOPES = frozenset(
    f"{SCOPE}{one}" for one in ("drive", "drive.file", "drive.readonly", "drive.metadata", "drive.metadata.readonly")
)

ROBOT = "robot@tiltyard-test.iam.gserviceaccount.com"
DRIVE_WRITE_SCOPES = frozenset(f"{SCOPE}{one}" for one in ("drive", "drive.file"))

PERSON = "organiser@example.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_JWT_S = 3600
AUDIENCE = "https://oauth2.googleapis.com/token"
"""What google-auth signs for, wherever it sends it."""


@frozen
class Token:
    """An access token that was given out."""

    viewer: Viewer
    scopes: frozenset[str]
    expires_at_s: float


@frozen
class _Key:
    address: str
    project: str
    public: rsa.RSAPublicKey


@define(eq=False)
class Accounts:
    """Keys, refresh tokens and access tokens.

    now         seconds since 1970
    lifetime_s  of an access token; Google's are good for an hour
    """

    now: Callable[[], float]
    lifetime_s: float = 3600.0
    _keys: dict[str, _Key] = field(factory=dict)
    _refresh: dict[str, tuple[Viewer, frozenset[str]]] = field(factory=dict)
    _tokens: dict[str, Token] = field(factory=dict)
    _revoked: set[str] = field(factory=set)

    def service_account(self, address: str, token_url: str, *, project: str, fresh_key: bool = False) -> dict[str, str]:
        """A key file as Google's console gives it out, as a dict."""
        private = _new_key() if fresh_key else _shared_key()
        key_id = secrets.token_hex(20)
        self._keys[key_id] = _Key(address, project, private.public_key())
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": f"tiltyard-test-{project}",
            "private_key_id": key_id,
            "private_key": pem.decode(),
            "client_email": address,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": token_url,
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{address}",
            "universe_domain": "googleapis.com",
        }

    def authorized_user(self, address: str, token_url: str, *, project: str, scopes: frozenset[str]) -> dict[str, str]:
        """What `gcloud auth application-default login` and gspread's OAuth flow leave behind, as a dict."""
        refresh = f"1//{secrets.token_urlsafe(40)}"
        self._refresh[refresh] = Viewer(address, project), scopes
        return {
            "type": "authorized_user",
            "client_id": f"{project}-tiltyard.apps.googleusercontent.com",
            "client_secret": secrets.token_urlsafe(24),
            "refresh_token": refresh,
            "token_uri": token_url,
            "universe_domain": "googleapis.com",
        }

    def delete_key(self, key_id: str) -> None:
        """As in the console: what it signs is no longer believed. Tokens that were given out stay good."""
        self._keys.pop(key_id, None)

    def revoke(self, address: str) -> None:
        """Nothing of this account is good any more: no token, no key, no refresh token."""
        self._revoked.add(address)

    def restore(self, address: str) -> None:
        """Its keys and refresh tokens are good again; tokens are asked for anew."""
        self._revoked.discard(address)
        self._tokens = {text: one for text, one in self._tokens.items() if one.viewer.address != address}

    def expire(self) -> None:
        """Every access token is over."""
        self._tokens.clear()

    def grant(self, form: Mapping[str, str], audience: str) -> dict[str, Any]:
        """Answer a request for an access token.

        raises  TokenError in OAuth's words
        """
        kind = form.get("grant_type")
        if kind == JWT_BEARER:
            viewer, scopes = self._believed(form.get("assertion", ""), audience)
        elif kind == "refresh_token":
            found = self._refresh.get(form.get("refresh_token", ""))
            if found is None or found[0].address in self._revoked:
                raise TokenError("invalid_grant", "Token has been expired or revoked.")
            viewer, scopes = found
        else:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        text = f"ya29.{secrets.token_urlsafe(48)}"
        self._tokens[text] = Token(viewer, scopes, self.now() + self.lifetime_s)
        answer = {"access_token": text, "expires_in": max(1, int(self.lifetime_s) - 1), "token_type": "Bearer"}
        return answer if kind == JWT_BEARER else {**answer, "scope": " ".join(sorted(scopes))}

    def viewer(self, authorization: str, scopes: frozenset[str]) -> Viewer:
        """Who a request comes from.

        raises  ApiError 401 for a token that is not good, 403 for one that is not good for this
        """
        kind, _, text = authorization.partition(" ")
        token = self._tokens.get(text)
        if kind != "Bearer" or token is None or token.expires_at_s <= self.now():
            raise unauthenticated()
        if token.viewer.address in self._revoked:
            raise unauthenticated()
        if not token.scopes & scopes:
            raise scope_missing()
        return token.viewer

    def _believed(self, assertion: str, audience: str) -> tuple[Viewer, frozenset[str]]:
        try:
            head, claims, signature = assertion.split(".")
            header, told = json.loads(_decoded(head)), json.loads(_decoded(claims))
            signed = _decoded(signature)
        except (ValueError, binascii.Error):
            raise TokenError("invalid_request", "Bad Request") from None
        key = self._keys.get(header.get("kid", ""))
        if key is None or key.address in self._revoked:
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        try:
            key.public.verify(signed, f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise TokenError("invalid_grant", "Invalid JWT Signature.") from None
        if told.get("iss") != key.address:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        if told.get("aud") not in (audience, AUDIENCE):
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
        issued, ends = told.get("iat", 0), told.get("exp", 0)
        # Google bears a clock that is a few minutes off.
        if not issued - 300 <= self.now() < ends + 300 or ends - issued > LONGEST_JWT_S:
            raise TokenError(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your "
                "iat and exp values in the JWT claim.",
            )
        return Viewer(key.address, key.project), frozenset(str(told.get("scope", "")).split())


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _shared_key() -> rsa.RSAPrivateKey:
    """Making one takes a tenth of a second: once for a whole run of tests."""
    return _new_key()
