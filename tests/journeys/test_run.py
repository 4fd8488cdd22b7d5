"""
The host: it brings the live page and keeps it up, also when it was the second to come.
"""

from __future__ import annotations

import signal
import time
import urllib.request

import pytest


@pytest.fixture
def host(cup, free_port):
    """Starts hosts of one data directory, all on the same two ports; each is ended after the test."""
    begun = []
    # A host that is killed by a test that failed takes its services with it.
    cup.environ["TILTYARD_PLUGINS__DASHBOARD__ORPHAN_GRACE_S"] = "0"
    ports = ["--api-port", str(free_port()), "--web-port", str(free_port())]

    def host():
        begun.append(cup.start("run", *ports))
        return begun[-1]

    yield host
    for process in begun:
        process.kill()
        process.communicate()


def said_until(stream, words):
    """Everything that is said up to a line with these words."""
    lines = []
    for line in stream:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"{words!r} was never said: {lines}")


def test_a_second_host_says_whose_services_run_and_takes_over(host):
    first = host()
    told = said_until(first.stdout, "The desk is open")
    web = next(line.split()[-1] for line in told if line.startswith("web: running at"))
    second = host()
    assert sum("already running" in line for line in said_until(second.stdout, "The desk is open")) == 2

    first.send_signal(signal.SIGINT)
    first.wait(timeout=25)
    lines = said_until(second.stderr, "web: running again")

    assert sum("not running any more" in line for line in lines) == 2
    with urllib.request.urlopen(web, timeout=5) as page:
        assert "My Cup" in page.read().decode()
    second.send_signal(signal.SIGINT)
    said = second.communicate(timeout=25)[1]
    assert "closing" in said
    assert "never retrieved" not in said


def test_a_killed_host_leaves_the_page_and_who_is_signed_in_to_the_next(cup, free_port):
    cup.environ["TILTYARD_PLUGINS__DASHBOARD__ORPHAN_GRACE_S"] = "60"
    ports = ["--api-port", str(free_port()), "--web-port", str(free_port())]
    first = cup.start("run", *ports)
    second = None
    try:
        told = said_until(first.stdout, "The desk is open")
        web = next(line.split()[-1] for line in told if line.startswith("web: running at"))
        pids = {one["name"]: one["pid"] for one in cup.json("services", "status")}
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        code = cup.json("dashboard", "link")["link"].rpartition("code=")[2]
        assert "Needs attention" in browser.open(f"{web}/sign-in/link", f"code={code}".encode()).read().decode()

        first.kill()
        first.wait(timeout=10)
        assert "My Cup" in browser.open(web).read().decode()
        assert "Needs attention" in browser.open(f"{web}/staff").read().decode()

        second = cup.start("run", *ports)
        said_until(second.stdout, "The desk is open")
        cup.run("signup", "Late#EUW")
        assert {one["name"]: one["pid"] for one in cup.json("services", "status")} == pids
        ends_at = time.monotonic() + 15
        while ">Late" not in (page := browser.open(web).read().decode()) and time.monotonic() < ends_at:
            time.sleep(0.1)
        assert ">Late" in page
        assert "Needs attention" in browser.open(f"{web}/staff").read().decode()
    finally:
        for process in filter(None, (first, second)):
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=25)
        cup.run("services", "stop")
