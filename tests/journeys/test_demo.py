"""
The demo as a newcomer meets it: numbers that add up, a page to look at, and nothing left behind.
"""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

EXPECTED = {
    "read": 70,
    "refused": {
        "identity_duplicate": 2,
        "riot_id_name_too_long": 1,
        "riot_id_no_tag": 2,
        "riot_id_tag_length": 1,
        "riot_id_two_signs": 1,
        "row_no_name": 1,
        "row_repeats": 2,
        "row_withdrawn": 2,
    },
    "seated": 32,
    "pending": 0,
}


@pytest.fixture
def ports(free_port):
    return ["--api-port", str(free_port()), "--web-port", str(free_port())]


@pytest.fixture
def bystander():
    """Somebody else's Python program; it must not notice anything."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


def left_behind(tiltyard):
    """Processes that still stand in, or write to, a directory of this test; the demo's own is among them."""
    return [process for process in psutil.process_iter() if _stands_in(process, str(tiltyard.directory))]


def _stands_in(process, directory):
    try:
        places = [process.cwd(), *(file.path for file in process.open_files())]
    except psutil.Error:
        return False
    return any(place.startswith(directory) for place in places)


def test_once_plays_to_the_end_and_the_numbers_add_up(tiltyard, ports, bystander):
    numbers = tiltyard.json("demo", "--once", *ports)

    assert {name: numbers[name] for name in EXPECTED} == EXPECTED
    assert (
        numbers["read"]
        == sum(numbers["refused"].values()) + numbers["seated"] + numbers["waiting"] + numbers["dropped"]
    )
    assert 0 < numbers["checked_in"] <= numbers["seated"]
    assert numbers["promoted"] > 0
    assert left_behind(tiltyard) == []
    assert bystander.poll() is None
    assert not tiltyard.data_dir.exists()


def test_a_seed_makes_it_repeatable(tiltyard, ports):
    played = [tiltyard.json("demo", "--once", "--seed", seed, *ports) for seed in ("3", "3")]

    assert played[0] == played[1]


def test_it_says_what_it_does_and_why(tiltyard, ports):
    told = tiltyard.run("demo", "--once", *ports).stdout

    for words in (
        "Demo Cup: 32 seats",
        "identity policy: shape",
        "check-in window",
        "staff closed registration and opened it before its time",
        "72 lines below its header, 70 of them filled in",
        'header "Riot ID (Name#TAG)"',
        "row_repeats",
        "32 seated, 26 on the waitlist",
        "http://127.0.0.1:",
        "got a seat (order of receipt)",
    ):
        assert words in told
    assert "in another terminal" not in told  # it is over before anybody could


def test_ctrl_c_stops_everything_it_started_and_nothing_else(tiltyard, ports, bystander):
    demo = tiltyard.start("demo", *ports)
    web = next(line.split()[-1] for line in demo.stdout if line.startswith("web: "))
    with urllib.request.urlopen(web, timeout=5) as page:
        assert "Demo Cup" in page.read().decode()
    hint = next(line for line in demo.stdout if line.startswith("in another terminal: "))
    typed = shlex.split(hint.removeprefix("in another terminal: "))
    assert (
        "Demo Cup" in subprocess.run(typed, env={"PATH": "/nowhere"}, capture_output=True, text=True, check=True).stdout
    )

    demo.send_signal(signal.SIGINT)
    _out, err = demo.communicate(timeout=25)

    assert demo.returncode in (0, 130)
    assert "Traceback" not in err
    assert left_behind(tiltyard) == []
    assert bystander.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_how_far_it_is_and_is_given_back_on_ctrl_c(tiltyard, ports):
    import pty

    ours, theirs = pty.openpty()
    demo = subprocess.Popen(
        [*tiltyard.argv, "demo", *ports],
        cwd=tiltyard.directory,
        env={**tiltyard.environ, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = _read_until(ours, lambda shown: re.search(r"checked in.*━.* [1-9]/32", shown))
    demo.send_signal(signal.SIGINT)
    shown += _read_until(ours, lambda _: False)

    assert demo.wait(25) in (0, 130)
    os.close(ours)
    assert re.search(r"rows.*━.*70/70", shown)
    assert "waiting" in shown
    assert "closing the desk" in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # the cursor is there again
    assert left_behind(tiltyard) == []


def _read_until(terminal, enough, within_s=60):
    shown = ""
    ends_at = time.monotonic() + within_s
    while not enough(shown) and time.monotonic() < ends_at:
        if select.select([terminal], [], [], 1)[0]:
            try:
                shown += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # nobody is at the other end any more
                break
    return shown


def test_a_taken_port_is_named_and_another_is_offered(tiltyard, free_port):
    port = free_port()
    stranger = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        _until_listening(port)
        done = tiltyard.run("demo", "--once", "--web-port", str(port), "--api-port", str(free_port()), ok=6)

        assert f"port {port} is taken by process" in done.stderr
        assert str(stranger.pid) in done.stderr
        assert "--web-port" in done.stderr
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.communicate()


def test_once_needs_no_port_of_its_own_and_says_which_it_took(tiltyard, free_port):
    port = free_port()
    environ = tiltyard.environ
    environ["TILTYARD_PLUGINS__DASHBOARD__WEB_PORT"] = str(port)
    environ["TILTYARD_PLUGINS__DASHBOARD__API_PORT"] = str(free_port())
    with socket.create_server(("127.0.0.1", port)):
        done = tiltyard.run("demo", "--once", "--json")

    assert f"port {port} is taken by process" in done.stderr
    assert "other ports are used instead" in done.stderr
    assert json.loads(done.stdout)["seated"] == EXPECTED["seated"]


def _until_listening(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def test_json_without_once_is_refused(tiltyard):
    assert "--json needs --once" in tiltyard.run("demo", "--json", ok=2).stderr


def test_what_came_out_is_what_stands_beside_the_export():
    from importlib import resources

    told = (resources.files("tiltyard.samples") / "signups.md").read_text()

    for code, number in EXPECTED["refused"].items():
        assert f"`{code}` {number}" in told.replace("\n", " ")
    assert "| seated | 32 |" in told
