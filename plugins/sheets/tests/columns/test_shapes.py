"""
How cells of a role look.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Role
from tiltyard_sheets.columns.shapes import SHAPES, is_data, look_of, texts_of


def looks(role, cell):
    look = look_of(texts_of([cell]), role)
    return look is not None and look.alike == 1


@pytest.mark.parametrize(
    ("role", "cell"),
    [
        (Role.IGN, "Ann#EUW"),
        (Role.IGN, "Velvet Otter # EUW "),
        (Role.IGN, "Halfmoon＃KAI"),  # as typed on a Japanese keyboard
        (Role.ALT_IGN, "Ann#EUW, Bob#NA1"),
        (Role.DISCORD, "mossy.lantern"),
        (Role.DISCORD, "Mossy#1234"),
        (Role.DISCORD, "123456789012345678"),
        (Role.DISCORD, 1.2e17),
        (Role.REGISTERED, True),
        (Role.CHECKIN, "ja"),
        (Role.CHECKIN, "✓"),
        (Role.RANK, "Diamond II"),
        (Role.RANK, "D2"),
        (Role.RANK, "Master 120LP"),
        (Role.RANK, "Платина 3"),
        (Role.RANK, "다이아 4"),
        (Role.TIMESTAMP, "11/21/2026 18:04:37"),
        (Role.TIMESTAMP, "2026-11-24T18:04:37Z"),
        (Role.TIMESTAMP, "24.11.2026 18:04"),
        (Role.EMAIL, "ann@mail.example"),
        (Role.PRONOUNS, "she/her"),
        (Role.PRONOUNS, "they"),
        (Role.REGION, "EUW"),
        (Role.REGION, "na1"),
        (Role.SEED, 12),
    ],
)
def test_a_cell_looks_like_its_role(role, cell):
    assert looks(role, cell)


@pytest.mark.parametrize(
    ("role", "cell"),
    [
        (Role.IGN, "no tag"),
        (Role.IGN, "ann@mail.example"),
        (Role.DISCORD, "TRUE"),
        (Role.DISCORD, "Two Words"),
        (Role.RANK, "Goldfish#EUW"),
        (Role.TIMESTAMP, "Ann#EUW"),
        (Role.SEED, "first"),
    ],
)
def test_a_cell_does_not_look_like_another_role(role, cell):
    assert not looks(role, cell)


def test_looks_confirm_what_a_header_says_and_their_absence_casts_doubt():
    alike = look_of(["Ann#EUW"] * 40, Role.IGN)
    unlike = look_of(["something else"] * 40, Role.IGN)

    assert unlike.revise(0.8) < 0.8 < alike.revise(0.8)


@pytest.mark.parametrize("header", ["Riot ID (Name#TAG)", "Name#TAG", "Discord#1234", "IGN#Tagline"])
def test_a_header_that_shows_the_format_is_no_data(header):
    assert not is_data(header)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1), st.floats(0.01, 0.99), st.sampled_from(sorted(SHAPES)))
def test_a_revised_belief_is_a_probability(texts, prior, role):
    assert 0.0 <= look_of(texts, role).revise(prior) <= 1.0
