"""
What Google knows us by: the key of a service account, or a user's OAuth credentials.

`parse_credential` thinks; `CredentialSource` reads where the settings say, each time anew, so that credentials are
rotated without a restart.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tiltyard.log import keep_secret
from tiltyard.settings import read_again
from tiltyard_sheets.errors import AuthenticationError
from tiltyard_sheets.settings import SheetsSettings

GOOGLES_OWN_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"

_SERVICE_ACCOUNT, _USER = "service_account", "authorized_user"
_NEEDED = {
    _SERVICE_ACCOUNT: ("client_email", "private_key", "token_uri"),
    _USER: ("client_id", "client_secret", "refresh_token"),
}
_SECRETS = ("private_key", "client_secret", "refresh_token", "token")
_HOW_TO = (
    "Set plugins.sheets.credentials_file to the JSON key of a Google service account; "
    "docs/how-to/google-sheets.md says how to get one."
)
_SIZE_MOST = 100_000


@frozen
class Credential:
    """Credentials, read and checked for their form.

    kind     `service_account` or `authorized_user`
    info     the JSON, secrets included
    mark     digest of the content: another one after a rotation
    account  digest of whom Google takes us for; it stays when the key is rotated, and the quota is counted by it
    robot    the service account's address; None for a user
    """

    kind: str
    info: Mapping[str, Any] = field(repr=False)
    mark: str
    account: str
    robot: str | None


def parse_credential(text: str, *, where: str) -> Credential:
    """Read credentials from JSON, or from base64 of it.

    where   what to call their place in errors; nothing of their content is ever quoted
    raises  AuthenticationError
    """
    info = _read_json(text, where)
    kind = info.get("type")
    if not isinstance(kind, str) or kind not in _NEEDED:
        hint = "installed" in info or "web" in info
        raise AuthenticationError(
            "these are no credentials that can be used",
            which=where,
            next_step="This is an OAuth client; a user must sign in with it first. A service account needs no sign-in. "
            + _HOW_TO
            if hint
            else f'"type" must be "service_account" or "authorized_user". {_HOW_TO}',
        )
    missing = [name for name in _NEEDED[kind] if not isinstance(info.get(name), str) or not info[name]]
    if missing:
        raise AuthenticationError(
            f"the credentials lack {', '.join(missing)}", which=where, next_step="Download the JSON file again, whole."
        )
    names = (
        [info["client_email"]]
        if kind == _SERVICE_ACCOUNT
        else [info["client_id"], info.get("account") or info["refresh_token"]]
    )
    return Credential(
        kind,
        info,
        mark=_digest(json.dumps(info, sort_keys=True)),
        account=_digest("\n".join([kind, *map(str, names)])),
        robot=info["client_email"] if kind == _SERVICE_ACCOUNT else None,
    )


def secrets_of(credential: Credential) -> list[str]:
    """What must never be told, in the forms in which it may turn up."""
    found = [str(credential.info[name]) for name in _SECRETS if credential.info.get(name)]
    return [*found, *(json.dumps(one)[1:-1] for one in found)]


def _read_json(text: str, where: str) -> dict[str, Any]:
    text = text.strip()
    if text and not text.startswith("{"):
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode("utf-8-sig")
        except ValueError:
            text = ""
    try:
        info = json.loads(text)
    except ValueError:
        info = None
    if isinstance(info, dict):
        return info
    # No `from`: what the parser says quotes the text.
    raise AuthenticationError(
        "the credentials are neither JSON nor base64 of JSON", which=where, next_step="Use the file as Google gave it."
    ) from None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class CredentialSource:
    """Reads the credentials where the settings say. Blocks, as files do: call it in a thread."""

    def __init__(self, settings: SheetsSettings, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._environ = environ
        self._read: tuple[str, Credential] | None = None  # one value, because threads read at the same time
        self.broken: str | None = None
        """Why what stands there now cannot be used, while the credentials from before are; None when all is well."""

    @property
    def known(self) -> Credential | None:
        """What was read last; None before the first time."""
        return self._read[1] if self._read else None

    def read(self) -> Credential:
        """The credentials as they are now.

        Content that cannot be used does not replace credentials that can: a file that is just being written looks
        like that. `broken` tells.

        raises  AuthenticationError when there are none, or they cannot be used and none were known before
        """
        where, text = self._read_text()
        before = self._read
        if before and before[0] == text:
            self.broken = None
            return before[1]
        try:
            credential = parse_credential(text, where=where)
        except AuthenticationError as error:
            if before is None:
                raise
            self.broken = str(error)
            return before[1]
        keep_secret(secrets_of(credential))
        self._read, self.broken = (text, credential), None
        return credential

    def _read_text(self) -> tuple[str, str]:
        """Where they are, in words, and what stands there."""
        settings = self._settings
        if settings.credentials_file:
            return str(settings.credentials_file), _read_file(
                settings.credentials_file, "plugins.sheets.credentials_file"
            )
        if settings.credentials:
            try:
                return "plugins.sheets.credentials", str(read_again(settings.credentials, self._environ))
            except ValueError as error:
                raise AuthenticationError(f"plugins.sheets.credentials {error}") from error
        if path := self._environ.get(GOOGLES_OWN_VARIABLE):
            return path, _read_file(Path(path), GOOGLES_OWN_VARIABLE)
        raise AuthenticationError("no Google credentials are set", next_step=_HOW_TO)


def _read_file(path: Path, named_by: str) -> str:
    try:
        with path.expanduser().open(encoding="utf-8-sig") as file:
            return file.read(_SIZE_MOST)
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else "it is no text"
        raise AuthenticationError(
            "the file of the Google credentials cannot be read",
            which=f"{path}, named by {named_by}: {said}",
            next_step="Put the JSON key there, readable for the user that Tiltyard runs as.",
        ) from None
