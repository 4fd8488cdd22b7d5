"""
A port moves everywhere it is meant, and nowhere else.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.renumber import renumber

API = ServiceSpec(
    "api",
    ("python", "--port", "8000", "--listen=8000", "--limit", "80000"),
    port=8000,
    health_url="http://127.0.0.1:8000/v1/health",
    env={"PORT": "8000", "PEER": "http://example.org:8000"},
)
WEB = ServiceSpec(
    "web",
    ("python", "--port", "3000", "--api-url", "http://127.0.0.1:8000", "--cache", "8000"),
    port=3000,
    health_url="http://127.0.0.1:3000/health",
)
ports = st.integers(1, 65535)


def test_a_service_moves_with_its_arguments_variables_and_health_address():
    api, _ = renumber([API, WEB], {"api": 9000})

    assert api.argv == ("python", "--port", "9000", "--listen=9000", "--limit", "80000")
    assert (api.port, api.health_url) == (9000, "http://127.0.0.1:9000/v1/health")
    assert api.env == {"PORT": "9000", "PEER": "http://example.org:8000"}


def test_who_asks_the_moved_service_asks_at_its_new_address_and_keeps_the_rest():
    _, web = renumber([API, WEB], {"api": 9000})

    assert web.argv == ("python", "--port", "3000", "--api-url", "http://127.0.0.1:9000", "--cache", "8000")
    assert (web.port, web.health_url) == (3000, WEB.health_url)


def test_two_services_can_change_places():
    api, web = renumber([API, WEB], {"api": 3000, "web": 8000})

    assert (api.port, web.port) == (3000, 8000)
    assert web.argv[2:5] == ("8000", "--api-url", "http://127.0.0.1:3000")


@given(ports, ports)
def test_moving_there_and_back_changes_nothing(first, second):
    moved = renumber([API, WEB], {"api": first, "web": second})

    if first != second:
        assert renumber(moved, {"api": 8000, "web": 3000})[0].health_url == API.health_url
    assert renumber([API, WEB], {"api": 8000}) == [API, WEB]


def test_names_that_are_not_there_are_ignored():
    assert renumber([API], {"web": 1}) == [API]
