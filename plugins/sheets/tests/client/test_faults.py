"""
Whatever comes back, or does not, is told in a type and with what to do; the reference lists them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import TiltyardError
from tiltyard_sheets.client.faults import Answered, Asked, NoAnswer, NotSent, TokenRefused, error_of
from tiltyard_sheets.errors import (
    AccessMissing,
    ApiDisabled,
    AuthenticationError,
    ProtectedRange,
    QuotaExhausted,
    RequestRefused,
    SheetNotFound,
    SheetsDown,
)

REFERENCE = Path(__file__).parents[4] / "docs/reference/sheets-errors.md"
ROBOT = "robot@project.iam.gserviceaccount.com"
LINK = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=42"


def google(code, message, *reasons, **headers):
    details = [{"reason": reason} for reason in reasons]
    return Answered(code, {"error": {"code": code, "message": message, "details": details}}, **headers)


def drive(code, reason):
    return Answered(code, {"error": {"code": code, "message": "no", "errors": [{"reason": reason}]}})


def grant(description, error="invalid_grant"):
    return TokenRefused(error, description)


CASES = [
    pytest.param(google(401, "Request had invalid authentication credentials."), AuthenticationError, id="401"),
    pytest.param(google(403, "The caller does not have permission"), AccessMissing, id="not-shared"),
    pytest.param(
        google(403, f"Google Sheets API has not been used in project 42 before or it is disabled. Visit {LINK} then."),
        ApiDisabled,
        id="disabled-in-words",
    ),
    pytest.param(google(403, "no", "SERVICE_DISABLED"), ApiDisabled, id="disabled"),
    pytest.param(drive(403, "accessNotConfigured"), ApiDisabled, id="drive-disabled"),
    pytest.param(google(403, "no", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), AuthenticationError, id="scope"),
    pytest.param(drive(403, "userRateLimitExceeded"), QuotaExhausted, id="drive-quota"),
    pytest.param(drive(403, "storageQuotaExceeded"), AccessMissing, id="no-room"),
    pytest.param(google(404, "Requested entity was not found."), SheetNotFound, id="404"),
    pytest.param(
        google(400, "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. Please ..."),
        ProtectedRange,
        id="protected",
    ),
    pytest.param(google(400, "This operation is not supported for this document"), SheetNotFound, id="office-file"),
    pytest.param(google(400, "Invalid requests[0].updateCells: No grid with id: 9"), SheetNotFound, id="no-tab"),
    pytest.param(google(400, "Unable to parse range: Teams!A1"), SheetNotFound, id="no-tab-by-name"),
    pytest.param(google(400, "Invalid JSON payload received."), RequestRefused, id="nonsense"),
    pytest.param(google(413, "Too large"), RequestRefused, id="too-large"),
    pytest.param(google(429, "Quota exceeded for quota metric 'Read requests'"), QuotaExhausted, id="429"),
    pytest.param(google(503, "The service is currently unavailable."), SheetsDown, id="503"),
    pytest.param(Answered(502, "<html>Bad Gateway</html>"), SheetsDown, id="502-in-html"),
    pytest.param(Answered(302, ""), SheetsDown, id="redirect"),
    pytest.param(Answered(407, ""), SheetsDown, id="proxy"),
    pytest.param(NotSent("Connection refused"), SheetsDown, id="refused"),
    pytest.param(NoAnswer("Read timed out"), SheetsDown, id="timed-out"),
    pytest.param(grant("Invalid JWT Signature."), AuthenticationError, id="key-deleted"),
    pytest.param(
        grant(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat"
        ),
        AuthenticationError,
        id="clock",
    ),
    pytest.param(grant("Invalid grant: account not found"), AuthenticationError, id="account-gone"),
    pytest.param(grant("The OAuth client was deleted.", "deleted_client"), AuthenticationError, id="client-gone"),
    pytest.param(grant("Some requested scopes were invalid.", "invalid_scope"), AuthenticationError, id="token-scope"),
    pytest.param(grant("", ""), AuthenticationError, id="token-unclear"),
    pytest.param(TokenRefused("HTTP 503", "", temporary=True), SheetsDown, id="token-later"),
]
BY_US = Asked("sheet", ROBOT, writes=True)


@pytest.mark.parametrize(("fault", "kind"), CASES)
def test_each_fault_has_a_type_and_something_to_do(fault, kind):
    error = error_of(fault, BY_US, window_s=60.0)

    assert type(error) is kind
    assert error.next_step.endswith(".")


@pytest.mark.parametrize(("fault", "kind"), CASES)
def test_each_error_is_in_the_reference(fault, kind):
    text = REFERENCE.read_text("utf-8")

    assert f"`{kind.__name__}`" in text
    assert error_of(fault, BY_US, window_s=60.0).what in text


def test_a_users_revoked_consent_is_no_deleted_key():
    error = error_of(grant("Token has been expired or revoked."), Asked("sheet"), window_s=60.0)

    assert "sign in again" in error.next_step
    assert error.what in REFERENCE.read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "writes", "may_have"),
    [
        pytest.param(google(503, ""), True, True, id="write-503"),
        pytest.param(google(503, ""), False, False, id="read-503"),
        pytest.param(NoAnswer("reset"), True, True, id="write-reset"),
        pytest.param(NotSent("refused"), True, False, id="write-refused"),
        pytest.param(TokenRefused("HTTP 503", "", temporary=True), True, False, id="write-without-token"),
        pytest.param(Answered(302, ""), True, False, id="write-redirected"),
    ],
)
def test_only_what_reached_google_may_have_happened(fault, writes, may_have):
    assert error_of(fault, Asked("sheet", writes=writes), window_s=60.0).may_have_happened is may_have


def test_who_is_to_be_let_in_is_named():
    shared = error_of(google(403, "The caller does not have permission"), BY_US, window_s=60.0)
    protected = error_of(google(400, "a protected cell or object"), BY_US, window_s=60.0)

    assert f"add {ROBOT} as editor" in shared.next_step
    assert ROBOT in protected.next_step


def test_the_quota_comes_back_when_google_says_or_after_a_window():
    assert error_of(google(429, "", retry_after_s=7.0), BY_US, window_s=60.0).retry_after_s == 7
    assert error_of(google(429, ""), BY_US, window_s=60.0).retry_after_s == 60


def test_a_page_of_html_is_not_quoted():
    assert "<" not in str(error_of(Answered(502, "<html>Bad Gateway</html>"), BY_US, window_s=60.0))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "message", "details", "errors", "reason", "x"]), inner, max_size=4)
    ),
)


@given(st.integers(300, 599), JSON, st.booleans())
def test_whatever_google_says_there_is_a_typed_error(status, body, writes):
    error = error_of(Answered(status, body), Asked("sheet", writes=writes), window_s=60.0)

    assert isinstance(error, TiltyardError)
    assert len(str(error)) < 1000
