"""
What goes wrong between us and Google, over real connections: each has a typed error, and ends in time.
"""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
import structlog

from tiltyard.testing.google_sheets import ROBOT
from tiltyard_sheets.client import to_cell
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

LOST = [503, 500, "reset", "hang"]


def put(text="cat"):
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 0}
    change = {"start": start, "rows": [{"values": [to_cell(text)]}], "fields": "userEnteredValue"}
    return {"requests": [{"updateCells": change}]}


async def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(google_sheets, book, connect):
    google_sheets.unshare(book, ROBOT)

    with pytest.raises(AccessMissing, match=f"add {ROBOT} as editor"):
        await connect().metadata(book.id)

    assert google_sheets.count("reads") == 1


async def test_a_sheet_that_is_shared_for_reading_says_so_when_it_is_written(google_sheets, book, connect):
    google_sheets.share(book, ROBOT, "reader")
    client = connect()
    await client.metadata(book.id)

    with pytest.raises(AccessMissing, match="cannot be written to"):
        await client.batch_update(book.id, put())


async def test_a_sheet_that_is_gone_is_not_found(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)
    google_sheets.delete(book)

    with pytest.raises(SheetNotFound, match="no such Google Sheet"):
        await client.metadata(book.id, fresh=True)
    with pytest.raises(SheetNotFound, match="no such Google Sheet"):
        await client.metadata(book.id)


async def test_a_tab_that_is_gone_is_not_found(book, connect):
    change = put()
    change["requests"][0]["updateCells"]["start"]["sheetId"] = 99

    with pytest.raises(SheetNotFound, match="no such tab"):
        await connect().batch_update(book.id, change)


async def test_an_api_that_is_switched_off_says_where_to_switch_it_on(google_sheets, book, connect):
    google_sheets.api_enabled = False

    with pytest.raises(ApiDisabled, match=r"Switch it on at https://console\.developers\.google\.com/\S+project=\d+ "):
        await connect().metadata(book.id)


async def test_protected_cells_are_left_alone(google_sheets, book, connect):
    google_sheets.human(book).protect("A1:B9")

    with pytest.raises(ProtectedRange, match=f"let {ROBOT} edit"):
        await connect().batch_update(book.id, put())


async def test_nonsense_is_our_fault_and_is_asked_once(google_sheets, book, connect):
    with pytest.raises(RequestRefused, match="fault of Tiltyard") as caught:
        await connect().batch_update(book.id, {"requests": [{"updateCells": {"rows": []}}]})

    assert caught.value.excerpt
    assert google_sheets.count("writes") == 1


# ---------------------------------------------------------------------------------------------------------- credentials


async def test_a_token_that_has_run_out_is_replaced_without_anybody_noticing(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)
    google_sheets.accounts.expire()

    await client.batch_update(book.id, put())

    assert google_sheets.count("token") == 2


async def test_a_robot_that_was_revoked_is_an_authentication_error_and_comes_back(google_sheets, book, connect):
    client = connect()
    await client.metadata(book.id)
    google_sheets.accounts.revoke(ROBOT)

    with pytest.raises(AuthenticationError, match="key of the service account was deleted"):
        await client.batch_update(book.id, put())

    google_sheets.accounts.restore(ROBOT)
    await client.batch_update(book.id, put())


async def test_a_user_whose_consent_was_revoked_must_sign_in_again(google_sheets, connect):
    mine = google_sheets.add("Mine", [["Name"]])
    client = connect(credentials=json.dumps(google_sheets.authorized_user()))
    assert (await client.metadata(mine.id))["properties"]["title"] == "Mine"
    assert client.robot_address() is None
    google_sheets.accounts.revoke("organiser@example.com")

    with pytest.raises(AuthenticationError, match="sign in again"):
        await client.metadata(mine.id, fresh=True)


async def test_a_user_may_lack_the_scope_for_titles(google_sheets, connect):
    client = connect(credentials=json.dumps(google_sheets.authorized_user(scopes=["spreadsheets"])))

    with pytest.raises(AuthenticationError, match="by its address"):
        await client.resolve("Friday Cup")


async def test_a_key_is_rotated_without_a_restart(google_sheets, book, connect, key_file):
    client = connect()
    await client.metadata(book.id)
    old = json.loads(key_file.read_text("utf-8"))
    key_file.write_text(json.dumps(google_sheets.service_account(fresh_key=True)), "utf-8")
    google_sheets.accounts.delete_key(old["private_key_id"])
    google_sheets.accounts.expire()

    await client.metadata(book.id, fresh=True)

    assert [call.status for call in google_sheets.calls if call.kind == "token"] == [200, 200]


async def test_a_secret_in_a_file_is_rotated_without_a_restart(google_sheets, book, connect, tmp_path):
    from tiltyard.settings import plugin_settings
    from tiltyard_sheets.settings import SheetsSettings

    secret = tmp_path / "secret"
    secret.write_text(json.dumps(google_sheets.service_account()), "utf-8")
    settings = plugin_settings("sheets", SheetsSettings, {"credentials": f"file:{secret}"})
    client = connect(credentials=settings.credentials)
    await client.metadata(book.id)
    google_sheets.share(book, "other@robots.example")
    secret.write_text(json.dumps(google_sheets.service_account("other@robots.example")), "utf-8")

    await client.metadata(book.id, fresh=True)

    assert google_sheets.calls[-1].address == client.robot_address() == "other@robots.example"


async def test_a_rotation_that_went_wrong_is_told_once_and_the_old_key_goes_on(book, connect, key_file):
    client = connect()
    await client.metadata(book.id)
    good = key_file.read_text("utf-8")
    key_file.write_text(good[:100], "utf-8")

    with structlog.testing.capture_logs() as events:
        await client.metadata(book.id, fresh=True)
        await client.metadata(book.id, fresh=True)
        key_file.write_text(good, "utf-8")
        await client.metadata(book.id, fresh=True)

    assert [one["event"] for one in events] == ["sheets_credentials_not_replaced", "sheets_credentials_usable_again"]


@pytest.mark.parametrize("trouble", [503, "reset"])
async def test_a_token_endpoint_that_stumbles_is_asked_again(google_sheets, book, connect, trouble):
    google_sheets.fail(trouble, kind="token")

    await connect().batch_update(book.id, put())

    assert google_sheets.count("token") == 2
    assert google_sheets.count("writes") == 1


async def test_no_token_means_that_nothing_happened(google_sheets, book, connect):
    google_sheets.fail(503, kind="token", times=9)

    with pytest.raises(SheetsDown, match="no access token") as caught:
        await connect(attempts=2).batch_update(book.id, put())

    assert not caught.value.may_have_happened


async def test_without_credentials_the_error_says_what_to_set(book, connect):
    client = connect(credentials_file=None)

    with pytest.raises(AuthenticationError, match=r"plugins\.sheets\.credentials_file"):
        await client.metadata(book.id)
    assert client.robot_address() is None
    assert (await client.stats()).reads_left is None


async def test_no_error_and_no_log_line_tells_the_key(google_sheets, book, connect, key_file):
    secret = json.loads(key_file.read_text("utf-8"))["private_key"]
    broken = secret.replace("MII", "XXX")
    client = connect(
        credentials_file=None, credentials=json.dumps({**google_sheets.service_account(), "private_key": broken})
    )

    with structlog.testing.capture_logs() as events, pytest.raises(AuthenticationError, match="damaged") as caught:
        await client.metadata(book.id)

    told = f"{caught.value!r} {events} {client._source.known!r} {client._settings!r}"
    assert not any(line in told for line in broken.splitlines()[1:-1])


# --------------------------------------------------------------------------------------------------------- lost answers


@pytest.mark.parametrize("trouble", [503, 500, "reset"])
async def test_a_read_is_asked_again(google_sheets, book, connect, trouble):
    google_sheets.fail(trouble, kind="reads", times=2)

    assert (await connect().metadata(book.id))["properties"]["title"] == "Friday Cup"

    assert google_sheets.count("reads") == 3


async def test_a_read_that_hangs_leaves_time_for_another(google_sheets, book, connect):
    google_sheets.fail("hang", kind="reads")

    assert (await connect(call_deadline_s=3).metadata(book.id))["properties"]["title"] == "Friday Cup"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("trouble", LOST)
async def test_a_batch_whose_answer_was_lost_is_not_repeated(google_sheets, book, connect, trouble, when):
    google_sheets.fail(trouble, kind="writes", when=when)

    with pytest.raises(SheetsDown) as caught:
        await connect(call_deadline_s=2).batch_update(book.id, put())

    assert caught.value.may_have_happened
    assert google_sheets.count("writes") == 1


async def test_a_sheet_that_may_have_been_made_is_not_made_twice(google_sheets, connect):
    google_sheets.fail(503, kind="spreadsheets.create", when="after")

    with pytest.raises(SheetsDown) as caught:
        await connect().create({"properties": {"title": "Sunday Cup"}})

    assert caught.value.may_have_happened
    assert google_sheets.count("spreadsheets.create") == 1


async def test_where_nobody_listens_nothing_can_have_happened(book, connect):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = connect(attempts=2, api_url=f"http://127.0.0.1:{unused.getsockname()[1]}")

        with pytest.raises(SheetsDown, match="cannot be reached") as caught:
            await client.batch_update(book.id, put())

    assert not caught.value.may_have_happened
    assert (await client.stats()).retries == 1


@asynccontextmanager
async def answering(answer: bytes):
    """The address of something that gives this answer to everybody."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_nobody_is_led_elsewhere_with_our_token(google_sheets, book, connect):
    elsewhere = f"HTTP/1.1 302 Found\r\nLocation: {google_sheets.url}/v4/spreadsheets\r\nContent-Length: 0\r\n\r\n"
    async with answering(elsewhere.encode()) as url:
        with pytest.raises(SheetsDown, match="Look at the proxy"):
            await connect(attempts=1, api_url=url).metadata(book.id)

    assert google_sheets.count() == 0


async def test_a_page_for_browsers_is_no_answer(book, connect):
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>hi</p>"
    async with answering(page) as url:
        with pytest.raises(SheetsDown, match="no JSON") as caught:
            await connect(attempts=1, api_url=url).batch_update(book.id, put())

    assert caught.value.may_have_happened


async def test_an_answer_that_breaks_off_may_have_happened(book, connect):
    async with answering(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":') as url:
        with pytest.raises(SheetsDown) as caught:
            await connect(attempts=1, api_url=url).batch_update(book.id, put())

    assert caught.value.may_have_happened


async def test_being_away_and_back_is_said_once_each(google_sheets, book, connect):
    google_sheets.fail(503, kind="reads", times=2)
    client = connect(attempts=1)

    with structlog.testing.capture_logs() as events:
        for _ in range(2):
            with pytest.raises(SheetsDown):
                await client.metadata(book.id)
        await client.metadata(book.id)
        await client.metadata(book.id, fresh=True)

    assert [one["event"] for one in events] == ["sheets_down", "sheets_back"]


async def test_calls_that_hang_keep_their_threads_and_the_others_wait(google_sheets, book, connect):
    google_sheets.fail("hang", kind="reads", times=4)
    client = connect(attempts=1, call_deadline_s=2)

    hanging = [asyncio.ensure_future(client.get_by_filter(book.id, [], "spreadsheetId")) for _ in range(4)]
    outcomes = await asyncio.gather(*hanging, return_exceptions=True)

    assert all(isinstance(one, SheetsDown) for one in outcomes)
    assert await client.metadata(book.id)


async def test_a_call_that_is_cancelled_leaves_the_client_usable(google_sheets, book, connect):
    arrived, loop = asyncio.Event(), asyncio.get_running_loop()
    google_sheets.before("reads", lambda: loop.call_soon_threadsafe(arrived.set))
    client = connect()
    asking = asyncio.ensure_future(client.metadata(book.id))
    async with asyncio.timeout(20):
        await arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert await client.metadata(book.id)


async def test_a_closed_client_says_so(book, connect):
    client = connect()
    await client.close()

    with pytest.raises(SheetsDown, match="closed"):
        await client.metadata(book.id)


# ---------------------------------------------------------------------------------------------------------------- quota


async def test_googles_no_is_kept_to_until_its_time_is_over(google_sheets, book, connect, store):
    google_sheets.fail(429, kind="reads", retry_after_s=40)

    with pytest.raises(QuotaExhausted) as caught:
        await connect().metadata(book.id)
    with pytest.raises(QuotaExhausted) as other:
        await connect().get_by_filter(book.id, [], "spreadsheetId")

    assert caught.value.retry_after_s == 40
    assert 30 < other.value.retry_after_s <= 40
    assert google_sheets.count("reads") == 1
    await connect().batch_update(book.id, put())


async def test_googles_no_is_waited_out_when_there_is_time(google_sheets, book, connect):
    google_sheets.fail(429, kind="writes", retry_after_s=1)

    await connect().batch_update(book.id, put())

    assert google_sheets.count("writes") == 2


async def test_what_does_not_fit_in_the_minute_is_not_even_asked(google_sheets, book, connect):
    client = connect(reads_per_minute=2)
    for _ in range(2):
        await client.get_by_filter(book.id, [], "spreadsheetId")

    with pytest.raises(QuotaExhausted) as caught:
        await client.get_by_filter(book.id, [], "spreadsheetId")

    assert 30 < caught.value.retry_after_s <= 62
    assert google_sheets.count("reads") == 2
    assert (await client.stats()).reads_left == 0
