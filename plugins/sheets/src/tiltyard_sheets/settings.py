"""
What a host operator can set: `[plugins.sheets]`.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from tiltyard.settings import setting

_POSITIVE = ("quota_window_s", "refresh_s", "call_deadline_s", "backoff_first_s", "backoff_most_s")
_WHOLE = ("reads_per_minute", "writes_per_minute", "attempts")
_URLS = ("api_url", "drive_url", "token_url")


@frozen
class SheetsSettings:
    """Settings of the sheets plugin. Without credentials it still understands columns; Google Sheets stay closed."""

    credentials_file: Path | None = setting(
        None,
        "JSON file with the key of a Google service account, or with a user's OAuth credentials (`authorized_user`). "
        "It is read again when it changes. Default: the file that GOOGLE_APPLICATION_CREDENTIALS names, if any.",
    )
    credentials: str | None = setting(
        None,
        "The same content instead of a file: JSON, or base64 of it. `file:/path` and `env:NAME` are followed; such a "
        "file is read again when it changes.",
        secret=True,
    )
    api_url: str = setting(
        "https://sheets.googleapis.com", "Where the Sheets API is: a proxy or a stand-in may answer in its place."
    )
    drive_url: str = setting(
        "https://www.googleapis.com", "Where the Drive API is, which is asked only when a sheet is opened by its title."
    )
    token_url: str | None = setting(
        None, "Where access tokens come from. Default: the token_uri that stands in the credentials."
    )
    reads_per_minute: int = setting(
        60, "Read requests that Google allows these credentials in one window, over all processes."
    )
    writes_per_minute: int = setting(60, "Write requests likewise; Google counts them apart.")
    quota_window_s: float = setting(60.0, "Seconds of the window in which requests are counted.")
    refresh_s: float = setting(600.0, "Seconds between two looks for what people edited, while nothing else happens.")
    flush_s: float = setting(
        3.0, "Least seconds between two visits to one sheet; what happens meanwhile goes together."
    )
    call_deadline_s: float = setting(
        25.0, "Seconds that one question to Google may take, waiting for the quota and repeating included."
    )
    attempts: int = setting(4, "How often a request is tried that may be repeated.")
    backoff_first_s: float = setting(
        1.0, "Most seconds before the first repetition; the time is drawn between 0 and this, and doubled each time."
    )
    backoff_most_s: float = setting(32.0, "Most seconds before any repetition.")

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.credentials_file and self.credentials:
            raise ValueError("set credentials_file or credentials, not both")
        for name in _POSITIVE:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0")
        for name in _WHOLE:
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more")
        if not self.flush_s >= 0:
            raise ValueError("flush_s must be 0 or more")
        for name in _URLS:
            url = getattr(self, name)
            if url is not None and not url.startswith(("https://", "http://")):
                raise ValueError(f"{name} must begin with https:// (or http:// for a stand-in)")
