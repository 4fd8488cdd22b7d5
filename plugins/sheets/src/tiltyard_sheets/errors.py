"""
What can go wrong with Google Sheets, by who can mend it.

    AccessDenied
    ├── AuthenticationError    Google does not take our credentials, or there are none
    ├── AccessMissing          the sheet is not shared with us, or only for reading
    ├── ApiDisabled            nobody switched the API on in the credentials' project
    └── ProtectedRange         somebody protected the cells
    SourceNotFound
    └── SheetNotFound          no such spreadsheet or tab, or no Google Sheet at all
    Unavailable
    ├── QuotaExhausted         more requests than a minute bears; carries when there is room again
    └── SheetsDown             Google, or the way to it, is not there; says whether a write may have happened
    BadPayload
    └── RequestRefused         Google does not understand what we asked: ours to mend
"""

from __future__ import annotations

from tiltyard.errors import AccessDenied, BadPayload, SourceNotFound, Unavailable


class AuthenticationError(AccessDenied):
    """Google does not take our credentials, or none are set."""


class AccessMissing(AccessDenied):
    """We are known, but this sheet is not shared with us, or not for editing."""


class ApiDisabled(AccessDenied):
    """The API is not switched on in the project that the credentials belong to."""


class ProtectedRange(AccessDenied):
    """The cells are protected by somebody; nothing of the request was written."""


class SheetNotFound(SourceNotFound):
    """There is no such spreadsheet or tab, it is no Google Sheet, or its title fits several."""


class QuotaExhausted(Unavailable):
    """No request is left in this window. `retry_after_s` says when there is one again; nothing was done."""


class SheetsDown(Unavailable):
    """Google did not answer, or with trouble of its own.

    may_have_happened  a write may have been applied all the same: look before it is repeated
    """

    def __init__(
        self,
        what: str,
        *,
        which: str = "",
        next_step: str = "",
        retry_after_s: float | None = None,
        may_have_happened: bool = False,
    ) -> None:
        self.may_have_happened = may_have_happened
        super().__init__(what, which=which, next_step=next_step, retry_after_s=retry_after_s)


class RequestRefused(BadPayload):
    """Google refuses what we asked as malformed: our fault."""
