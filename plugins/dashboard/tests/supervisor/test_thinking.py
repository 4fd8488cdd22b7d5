"""
The small pure modules: environment, time budget, exits, messages over the socket.
"""

from __future__ import annotations

import signal
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import BadInput, PortInUse, SettingsError, SourceNotFound, TiltyardError, Unavailable
from tiltyard.models import ServiceAction, ServiceRequest, ServiceSpec, ServiceState, ServiceStatus
from tiltyard_dashboard.supervisor import wire
from tiltyard_dashboard.supervisor.budget import share_s
from tiltyard_dashboard.supervisor.exits import Exit, last_lines
from tiltyard_dashboard.supervisor.surroundings import ALLOWED, SERVICE, TOKEN, service_environment

text = st.text(max_size=30)
words = st.dictionaries(st.text(min_size=1, max_size=12), text, max_size=6)


@given(words, words)
def test_an_environment_holds_the_allow_list_the_services_own_and_our_mark(host, own):
    seen = service_environment({**host, "PATH": "/bin", "LC_ALL": "C", "SECRET_TOKEN": "s"}, own, "token", "api")

    unasked = set(seen) - set(own) - {TOKEN, SERVICE}
    assert all(name.upper() in ALLOWED or name.upper().startswith("LC_") for name in unasked)
    assert {"PATH", "LC_ALL"} <= set(seen)
    assert (seen[TOKEN], seen[SERVICE]) == ("token", "api")
    assert all(seen[name] == own[name] for name in own if name not in (TOKEN, SERVICE))


@given(st.floats(0, 100), st.integers(1, 20))
def test_the_shares_of_all_services_fit_into_the_time_with_some_left(left_s, services):
    budget_s = left_s
    for place in range(services):
        share = share_s(left_s, services - place)
        assert share >= 0
        left_s -= share
    assert left_s >= min(0.7, budget_s / 2) / 2**services - 1e-9


def test_two_services_that_use_up_their_time_get_the_same():
    first = share_s(15.0, 2)

    assert share_s(15.0 - first, 1) == pytest.approx(first)


def test_time_that_has_run_out_is_no_time():
    assert share_s(-3.0, 2) == 0.0


def test_an_exit_is_told_with_code_or_signal_and_last_lines():
    assert str(Exit.from_wait(3 << 8, "one\n\ntwo\n")) == "ended with exit code 3; its last lines: one | two"
    assert str(Exit.from_wait(signal.SIGSEGV, "")) == "was ended by SIGSEGV"
    assert str(Exit.from_wait(50, "")) == "was ended by signal 50"


@given(text)
def test_last_lines_are_few_short_and_fit_for_a_terminal(tail):
    lines = last_lines(tail * 40)

    assert len(lines) <= 12
    assert all(line.isprintable() and 0 < len(line) <= 300 for line in lines)


requests = st.builds(
    ServiceRequest,
    st.sampled_from(ServiceAction),
    st.lists(text).map(tuple),
    st.floats(0, 1000),
    st.dictionaries(text, st.integers(1, 65535)),
    st.booleans(),
)
statuses = st.builds(
    ServiceStatus,
    text,
    st.sampled_from(ServiceState),
    st.none() | st.integers(1),
    st.none() | st.integers(1, 65535),
    st.none() | text,
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 9),
    text,
)


@given(requests)
def test_a_request_arrives_as_it_was_sent(request):
    assert wire.decode_request(wire.encode(request)) == request


@given(st.lists(statuses))
def test_statuses_arrive_as_they_were_sent(sent):
    assert wire.decode_reply(wire.encode(wire.Reply(sent))) == wire.Reply(sent)


def test_specs_arrive_as_they_were_sent():
    spec = ServiceSpec("a", ("x", "y"), port=1, health_url="u", depends_on=("b",), env={"k": "v"}, cwd="/", grace=1.5)

    assert wire.decode_specs(wire.encode([spec])) == [spec]


@pytest.mark.parametrize(
    ("error", "arrives"),
    [
        (PortInUse(80, service="api", pid=7, process="nginx"), PortInUse),
        (PortInUse(80, service="api", also=[PortInUse(81, service="web", pid=8, process="caddy")]), PortInUse),
        (SettingsError("what", which="which", next_step="next"), SettingsError),
        (Unavailable("what", which="which", next_step="next"), Unavailable),
        (SourceNotFound("what"), BadInput),
        (TiltyardError("what"), TiltyardError),
    ],
)
def test_an_error_arrives_with_its_kind_and_words(error, arrives):
    line = wire.encode(wire.Reply(failure=wire.Failure.of(error)))

    failure = wire.decode_reply(line).failure

    assert type(failure.error()) is arrives
    assert str(failure.error()) == str(error)


def test_a_request_that_makes_no_sense_is_refused():
    with pytest.raises(msgspec.DecodeError):
        wire.decode_request(b'{"action": "explode", "names": []}')


def test_a_status_keeps_its_time_zone():
    sent = ServiceStatus("a", ServiceState.RUNNING, since=datetime(2026, 1, 1, tzinfo=UTC))

    assert wire.decode_reply(wire.encode(wire.Reply([sent]))).statuses[0].since.tzinfo is not None
