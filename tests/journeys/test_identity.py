"""
Names that a vendor is asked about: it is away, hosts die, accounts are renamed, proven and look alike.
"""

from __future__ import annotations

import json
import os
import signal
import textwrap
import time

import pytest

PATIENCE_S = 30.0

VENDOR = """
    import json
    import os
    from datetime import UTC, datetime, timedelta

    from tiltyard import hookimpl
    from tiltyard.errors import Unavailable
    from tiltyard.models import Challenge, Evidence, Finding, Verdict

    class Plugin:
        @hookimpl
        def verify_player(self, claim):
            with open(os.environ["VENDOR"]) as file:
                world = json.load(file)
            if world["down"]:
                raise Unavailable("the vendor is down", retry_after_s=0.2)
            puuid = claim.puuid or f"puuid of {claim.typed_name.casefold()}"
            name = world["called"].get(puuid, claim.typed_name)
            keys = {"puuid": puuid}
            said = [Finding("found", Verdict.VERIFIED, Evidence.ACCOUNT, keys=keys, canonical=name, eligible=True)]
            if claim.wants is Evidence.OWNERSHIP and puuid in world["shown"]:
                said.append(Finding("shown", Verdict.VERIFIED, Evidence.OWNERSHIP, as_of=datetime.now(UTC)))
            elif claim.wants is Evidence.OWNERSHIP:
                said.append(Finding("not_shown", Verdict.UNKNOWN, Evidence.OWNERSHIP, reason="Not shown yet."))
            return said

        @hookimpl
        def challenge_player(self, claim):
            until = datetime.now(UTC) + timedelta(minutes=15)
            return Challenge("dance", f"{claim.typed_name}, dance.", until, "Few can dance.")
"""


class Vendor:
    """What the vendor knows, in a file that every process of the journey reads."""

    def __init__(self, path):
        self._path = path
        self.world = {"down": False, "called": {}, "shown": []}
        self.is_now()

    def is_now(self, **changes):
        self.world.update(changes)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(self.world))
        beside.replace(self._path)


@pytest.fixture
def vendor(tiltyard, tmp_path):
    site = tmp_path / "site"
    info = site / "tiltyard_vendor-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "a_vendor.py").write_text(textwrap.dedent(VENDOR))
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: tiltyard-vendor\nVersion: 1.0\nRequires-Dist: tiltyard>=0.1,<0.2\n"
    )
    (info / "entry_points.txt").write_text("[tiltyard]\nvendor = a_vendor:Plugin\n")
    path = [str(site), os.environ.get("PYTHONPATH", "")]
    tiltyard.environ |= {"PYTHONPATH": os.pathsep.join(filter(None, path)), "VENDOR": str(tmp_path / "vendor.json")}
    return Vendor(tmp_path / "vendor.json")


def status(tiltyard):
    return {one["name"]: one["status"] for one in tiltyard.json("roster")["entrants"]}


def until(tiltyard, wanted):
    """Wait for a host to bring about what the roster shall say."""
    ends_at = time.monotonic() + PATIENCE_S
    while (is_now := status(tiltyard)) != wanted:
        assert time.monotonic() < ends_at, is_now


def test_a_check_that_could_not_be_made_is_made_by_the_host_after_the_one_that_was_killed(tiltyard, vendor, free_port):
    ports = ["--api-port", str(free_port()), "--web-port", str(free_port())]
    tiltyard.run("tournament", "create", "My Cup", "--capacity", "4", "--identity", "account")
    vendor.is_now(down=True)
    first = tiltyard.start("run", *ports)
    try:
        tiltyard.run("signup", "Ann#EUW")
        (waiting,) = tiltyard.json("pending")
        assert (waiting["name"], waiting["waits_for"], waiting["code"]) == ("Ann#EUW", "retry", "check_failed")
        assert "accept with a reason" in waiting["staff_can"]
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert status(tiltyard) == {"Ann#EUW": "pending"}

    vendor.is_now(down=False)
    second = tiltyard.start("run", *ports)
    try:
        until(tiltyard, {"Ann#EUW": "registered"})
        assert tiltyard.json("pending") == []
    finally:
        second.send_signal(signal.SIGINT)
        second.communicate(timeout=PATIENCE_S)


def test_a_proof_is_asked_for_looked_for_and_told_to_staff(tiltyard, vendor):
    tiltyard.run("tournament", "create", "My Cup", "--identity", "ownership")
    tiltyard.run("signup", "Ann#EUW")
    assert tiltyard.json("pending")[0]["code"] == "not_shown"

    told = tiltyard.json("prove", "Ann#EUW")
    vendor.is_now(shown=["puuid of ann#euw"])
    tiltyard.run("recheck", "Ann#EUW")

    assert (told["code"], told["how"]) == ("dance", "Ann#EUW, dance.")
    assert status(tiltyard) == {"Ann#EUW": "registered"}
    standing = {one["code"]: one["text"] for one in tiltyard.json("why", "Ann#EUW")["standing"]}
    assert "shown by vendor" in standing["ownership_proven"]
    assert "Few can dance." in standing["ownership_proven"]
    assert tiltyard.json("prove", "Ann#EUW", ok=1)["refused"]["code"] == "nothing_to_prove"


def test_a_new_name_of_an_account_is_taken_over_and_the_old_one_stays_known(tiltyard, vendor):
    tiltyard.run("tournament", "create", "My Cup", "--identity", "account")
    for who in ("Ann#EUW", "Bob#EUW"):
        tiltyard.run("signup", who)
    vendor.is_now(called={"puuid of ann#euw": "Anne#EUW"})

    assert tiltyard.json("recheck", "--all") == {"asked": 2, "changed": 1, "unanswered": 0}

    assert status(tiltyard) == {"Anne#EUW": "registered", "Bob#EUW": "registered"}
    had = [(one["name"], one["how"], one["until"] is None) for one in tiltyard.json("names", "Anne#EUW")["names"]]
    assert had == [("Ann#EUW", "signed up", False), ("Anne#EUW", "renamed", True)]


def test_several_are_settled_at_once_and_one_that_cannot_be_holds_back_no_other(tiltyard, vendor):
    tiltyard.run("tournament", "create", "My Cup", "--identity", "account")
    tiltyard.run("signup", "Bob#EUW")
    vendor.is_now(down=True)
    for who in ("Ann#EUW", "Cleo#EUW"):
        tiltyard.run("signup", who)

    said = tiltyard.json("accept", "Bob#EUW", "Ann#EUW", "Cleo#EUW", "--reason", "they are here", ok=1)

    assert [one.get("name") or one["refused"]["code"] for one in said] == ["nothing_to_settle", "Ann#EUW", "Cleo#EUW"]
    assert set(status(tiltyard).values()) == {"registered"}
