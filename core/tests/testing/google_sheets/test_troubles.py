"""
Quota, faults, and what happens between two calls.
"""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
import requests

from tiltyard.testing import no_leaks
from tiltyard.testing.google_sheets import Quota, SheetsService


@pytest.fixture
def book(service):
    return service.add(values=[["Name"], ["Cleo"], ["Ann"]])


@pytest.fixture
def append(api, book):
    def append(name, **more):
        return api("POST", f"{book.id}/values/A1:append", {"values": [[name]]}, valueInputOption="RAW", **more)

    return append


class TestQuota:
    def test_reads_and_writes_are_counted_apart(self, service, api, append, book):
        service.quota = Quota(reads=2, writes=1, window_s=3600)

        assert [api("GET", book.id).status for _ in range(3)] == [200, 200, 429]
        assert [append("Bob").status for _ in range(2)] == [200, 429]
        assert (service.count("reads"), service.count("writes"), service.count("spreadsheets.get")) == (3, 2, 3)
        assert book.values() == [["Name"], ["Cleo"], ["Ann"], ["Bob"]]

    def test_the_answer_names_the_quota(self, service, api, book):
        service.quota = Quota(reads=0)

        refused = api("GET", book.id).json["error"]

        assert (refused["status"], refused["details"][0]["reason"]) == ("RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED")
        assert "Read requests per minute per user" in refused["message"]

    def test_it_is_full_again_in_the_next_window(self, service, api, book):
        service.quota = Quota(reads=1, window_s=3600)
        assert [api("GET", book.id).status for _ in range(2)] == [200, 429]

        service.meter.refill()
        assert api("GET", book.id).status == 200
        service.quota = Quota(reads=1, window_s=0)
        assert [api("GET", book.id).status for _ in range(3)] == [200, 200, 200]

    def test_each_account_has_its_own(self, service, session, api, book):
        service.quota = Quota(reads=1, window_s=3600)
        service.share(book, "other@example.com")

        assert api("GET", book.id).status == 200
        assert api("GET", book.id, by=session(service.service_account("other@example.com"))).status == 200


class TestFaults:
    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_a_fault_before_leaves_nothing_done(self, service, append, book, status):
        service.fail(status, when="before")

        assert append("Bob").status == status
        assert (len(book.values()), service.calls[-1].applied) == (3, False)
        assert append("Bob").status == 200

    def test_a_fault_after_loses_only_the_answer(self, service, append, book):
        service.fail(503, when="after")

        refused = append("Bob")

        assert (refused.status, refused.json["error"]["status"]) == (503, "UNAVAILABLE")
        assert (book.values()[-1], service.calls[-1].applied) == (["Bob"], True)

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_connection_is_reset(self, service, append, book, when):
        append("Bob")
        service.fail("reset", when=when)

        with pytest.raises(requests.ConnectionError):
            append("Dan")

        assert (book.values()[-1], service.calls[-1].status) == (["Dan"] if when == "after" else ["Bob"], 0)

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_call_hangs(self, service, append, book, when):
        append("Bob")
        service.fail("hang", when=when)

        with pytest.raises(requests.Timeout):
            append("Dan", timeout_s=0.2)

        last = ["Dan"] if when == "after" else ["Bob"]
        give_up_at = time.monotonic() + 10
        while (
            book.values()[-1] != last and time.monotonic() < give_up_at
        ):  # it may be slower than its client is patient
            time.sleep(0.01)
        assert book.values()[-1] == last

    def test_only_calls_of_a_kind_are_hit(self, service, api, append, book):
        service.fail(kind="writes", times=2)

        assert [api("GET", book.id).status, append("Bob").status] == [200, 503]
        assert [append("Bob").status, append("Bob").status] == [503, 200]

    def test_the_token_endpoint_can_be_down_as_well(self, service, session, book):
        service.fail(500, kind="token", times=None)
        answer = requests.post(service.token_url, data={}, timeout=20)

        assert answer.status_code == 500

    def test_a_share_of_calls_is_hit_the_same_with_the_same_seed(self, service, api, book):
        def run():
            service.fail(share=0.5, seed=7)
            seen = [api("GET", book.id).status for _ in range(12)]
            service.heal()
            return seen

        first = run()
        assert set(first) == {200, 503}
        assert run() == first
        assert api("GET", book.id).status == 200

    def test_the_answer_may_say_when_to_come_back(self, service, api, book):
        service.fail(429, retry_after_s=30)

        assert api("GET", book.id).headers["Retry-After"] == "30"


class TestBetweenCalls:
    def test_somebody_sorts_exactly_between_our_read_and_our_write(self, service, api, batch, book):
        human = service.human(book)
        service.before("spreadsheets.batchUpdate", lambda: human.sort("A"))

        read = api("GET", f"{book.id}/values/A2:A3").json["values"]
        value = {"userEnteredValue": {"stringValue": "yes"}}
        answer = batch(
            book,
            {
                "updateCells": {
                    "start": {"sheetId": 0, "rowIndex": 1, "columnIndex": 1},
                    "rows": [{"values": [value]}],
                    "fields": "userEnteredValue",
                }
            },
            includeSpreadsheetInResponse=True,
            responseRanges=["A2:A2"],
            responseIncludeGridData=True,
        ).json

        assert read == [["Cleo"], ["Ann"]]
        row = answer["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"][0]
        assert row["values"][0]["effectiveValue"] == {"stringValue": "Ann"}
        assert book.values() == [["Name"], ["Ann", "yes"], ["Cleo"]]

    def test_it_happens_as_often_as_told(self, service, api, book):
        seen = []
        service.before("reads", lambda: seen.append("once"))
        service.before(None, lambda: seen.append("always"), times=None)

        api("GET", book.id)
        api("GET", book.id)

        assert seen == ["once", "always", "always"]


class TestService:
    async def test_it_leaves_nothing_behind(self):
        async with no_leaks(), SheetsService() as service:
            service.add()
            answer = await asyncio.to_thread(requests.get, f"{service.url}/v4/spreadsheets/x", timeout=20)

        assert answer.status_code == 401

    def test_it_ends_while_a_call_hangs(self):
        with SheetsService() as service:
            service.fail("hang")
            failed = []

            def call():
                try:
                    requests.get(f"{service.url}/v4/spreadsheets/x", timeout=60)
                except requests.ConnectionError as error:
                    failed.append(error)

            thread = threading.Thread(target=call)
            thread.start()
            while not service.calls:
                thread.join(0.01)
        thread.join(20)

        assert len(failed) == 1

    def test_what_a_callback_raises_is_raised_when_the_service_stops(self):
        def clumsy():
            raise LookupError("nobody is there")

        service = SheetsService()
        service.start()
        service.before(None, clumsy)
        answer = requests.get(f"{service.url}/v4/spreadsheets/x", timeout=20)

        assert answer.status_code == 500
        with pytest.raises(LookupError, match="nobody is there"):
            service.stop()

    def test_what_the_block_raises_says_more_than_what_a_callback_raised(self):
        def clumsy():
            raise LookupError("nobody is there")

        def fails():
            with SheetsService() as service:
                service.before(None, clumsy)
                requests.get(f"{service.url}/v4/spreadsheets/x", timeout=20)
                raise AssertionError("the test's own")

        with pytest.raises(AssertionError, match="the test's own"):
            fails()

    def test_it_has_no_address_before_it_starts_and_starts_once(self):
        service = SheetsService()
        with pytest.raises(RuntimeError, match="not started"):
            _ = service.url
        service.start()
        with pytest.raises(RuntimeError, match="started already"):
            service.start()
        service.stop()
        service.stop()

    def test_strict_refuses_what_google_does_not_know(self):
        pytest.importorskip("googleapiclient", reason="needs Google's discovery document")
        with SheetsService(strict=True) as service:
            book = service.add()
            token = service.accounts.grant(
                {
                    "grant_type": "refresh_token",
                    "refresh_token": service.authorized_user()["refresh_token"],
                },
                service.token_url,
            )
            answer = requests.post(
                f"{service.url}/v4/spreadsheets/{book.id}:batchUpdate",
                json={"requests": [{"addSheet": {"name": "New"}}]},
                headers={"Authorization": f"Bearer {token['access_token']}"},
                timeout=20,
            )

        assert answer.status_code == 400
        assert "Unknown name \"name\" at 'requests[0].addSheet'" in answer.json()["error"]["message"]

    def test_a_body_that_is_no_json_is_refused(self, service, session, book):
        answer = session().post(f"{service.url}/v4/spreadsheets/{book.id}:batchUpdate", data="{", timeout=20)

        assert answer.status_code == 400
        assert "Invalid JSON payload received." in answer.json()["error"]["message"]
