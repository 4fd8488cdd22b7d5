"""
The environment a service gets: a short allow-list of the host's, its own variables, and our mark.

Pure. The host's environment holds secrets (bot tokens, API keys, database addresses) that no service needs.
"""

from __future__ import annotations

from collections.abc import Mapping

ALLOWED = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_RUNTIME_DIR", "LD_LIBRARY_PATH",
        "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    }
)  # fmt: skip
TOKEN = "SUPERVISOR_TOKEN"  # noqa: S105 # the variable's name, not a secret
SERVICE = "SUPERVISOR_SERVICE"
"""Without the prefix TILTYARD_, which is reserved for settings."""


def basics(host: Mapping[str, str]) -> dict[str, str]:
    """What of the host's environment everyone may see: where programs are, who the user is, language and time zone."""
    return {name: value for name, value in host.items() if name.upper() in ALLOWED or name.upper().startswith("LC_")}


def mark(token: str, service: str) -> dict[str, str]:
    """The variables by which we know our own processes again.

    token  random, one per state directory
    """
    return {TOKEN: token, SERVICE: service}


def service_environment(host: Mapping[str, str], own: Mapping[str, str], token: str, service: str) -> dict[str, str]:
    """Everything a service finds in its environment; `own` wins over the host's, our mark over both."""
    return {**basics(host), **own, **mark(token, service)}
