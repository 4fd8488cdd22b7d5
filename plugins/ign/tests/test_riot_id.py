"""
Riot IDs the way people type them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_ign.riot_id import NAME_MAX, READ_MAX, TAG_MAX, Wrong, parse

SIGNS = st.sampled_from(["#", " #", "# ", " # ", "##", "# #", "\uff03", "\ufe5f", "\u200b#\u200b", "\u00a0#"])
WORDS = st.text(st.characters(categories=["L", "Nd"]), min_size=3, max_size=5)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("Ann#EUW", RiotId("Ann", "EUW"), id="plain"),
        pytest.param("  Ann # EUW ", RiotId("Ann", "EUW"), id="stray-spaces"),
        pytest.param("Ann\uff03EUW", RiotId("Ann", "EUW"), id="full-width-sign"),
        pytest.param("Ann\ufe5fEUW", RiotId("Ann", "EUW"), id="small-sign"),
        pytest.param("Ann\u266fEUW", RiotId("Ann", "EUW"), id="sharp-for-want-of-a-sign"),
        pytest.param("C\u266f Major#EUW", RiotId("C\u266f Major", "EUW"), id="sharp-beside-a-sign"),
        pytest.param("Ann##EUW", RiotId("Ann", "EUW"), id="doubled-sign"),
        pytest.param("Ann # #EUW", RiotId("Ann", "EUW"), id="doubled-sign-with-spaces"),
        pytest.param("A\u200bnn\u202e#EUW\ufeff", RiotId("Ann", "EUW"), id="invisible-characters"),
        pytest.param("Ann\u00a0Lee#EUW", RiotId("Ann Lee", "EUW"), id="no-break-space"),
        pytest.param("한글이름#KR1", RiotId("한글이름", "KR1"), id="hangul"),
        pytest.param("محمد#عرب", RiotId("محمد", "عرب"), id="right-to-left"),
        pytest.param("Cafe\u0301#EUW", RiotId("Caf\u00e9", "EUW"), id="composed"),
        pytest.param("Fox\U0001f98a#EUW", RiotId("Fox\U0001f98a", "EUW"), id="emoji"),
        pytest.param('"Ann#EUW"', RiotId("Ann", "EUW"), id="quoted"),
        pytest.param(" \u201cAnn#EUW\u201d ", RiotId("Ann", "EUW"), id="curly-quotes"),
        pytest.param("**`Ann#EUW`**", RiotId("Ann", "EUW"), id="marked-up"),
        pytest.param('"Ann#EUW', RiotId('"Ann', "EUW"), id="half-a-quotation-is-text"),
        pytest.param("Old#OC", RiotId("Old", "OC"), id="two-character-tag"),
        pytest.param("Sure#100%", RiotId("Sure", "100%"), id="tags-are-wider-than-the-documentation"),
        pytest.param("x" * 23 + "#ABCDEFGH", RiotId("x" * 23, "ABCDEFGH"), id="longest-that-has-been-seen"),
        pytest.param("=SUM(1+1)#EUW", RiotId("=SUM(1+1)", "EUW"), id="a-formula-is-text"),
        pytest.param("+Name#EUW", RiotId("+Name", "EUW"), id="a-plus-is-text"),
    ],
)
def test_what_people_type_is_read(typed, read):
    assert parse(typed) == read


@pytest.mark.parametrize(
    ("typed", "code", "reason", "next_step"),
    [
        pytest.param("", "riot_id_empty", "no name", "Name#TAG", id="empty"),
        pytest.param(" \u200b\u3164 ", "riot_id_empty", "anybody can see", "Name#TAG", id="invisible"),
        pytest.param("Ann", "riot_id_no_tag", '"Ann" has no #', "behind the #", id="no-tag"),
        pytest.param("Ann EUW", "riot_id_no_tag", '"Ann EUW" has no #', "write Ann#EUW;", id="space-for-sign"),
        pytest.param("Ann Lee-EUW", "riot_id_no_tag", "has no #", "write Ann Lee#EUW;", id="dash-for-sign"),
        pytest.param("Ann (EUW)", "riot_id_no_tag", "has no #", "write Ann#EUW;", id="brackets-for-sign"),
        pytest.param("Ann / EUW", "riot_id_no_tag", "has no #", "write Ann#EUW;", id="slash-for-sign"),
        pytest.param("Ann#", "riot_id_no_tag", 'behind the # of "Ann#"', "Name#TAG", id="empty-tag"),
        pytest.param("#EUW", "riot_id_no_name", 'before the # of "#EUW"', "Name#TAG", id="no-name"),
        pytest.param("#", "riot_id_no_name", 'before the # of "#"', "Name#TAG", id="only-the-sign"),
        pytest.param("Tide#Pool#EUW", "riot_id_two_signs", "2 # signs", "several accounts", id="two-signs"),
        pytest.param("Ann#EUW / Bob#EUW", "riot_id_two_signs", "2 # signs", "several accounts", id="two-ids"),
        pytest.param("#Ann#EUW", "riot_id_two_signs", "2 # signs", "write Ann#EUW;", id="sign-in-front"),
        pytest.param("Ann#EUW#", "riot_id_two_signs", "2 # signs", "write Ann#EUW;", id="sign-at-the-end"),
        pytest.param("Ann#EU#EUW1", "riot_id_two_signs", "2 # signs", "several accounts", id="more-than-a-tag"),
        pytest.param("Ann%23EUW", "riot_id_no_tag", "has no #", "write Ann#EUW;", id="percent-encoded"),
        pytest.param("https://op.gg/#EUW", "riot_id_link", "is a link", "Name#TAG", id="link-of-nobody"),
        pytest.param("op.gg/summoners/euw/Ann-EUW", "riot_id_link", "is a link", "write Ann#EUW;", id="link"),
        pytest.param("Al#ABCDEFGHI", "riot_id_tag_length", "9 characters", "Copy the tag", id="short-and-long"),
        pytest.param("My IGN: Ann#EUW.", "riot_id_words_around", "more in it", 'is "Ann#EUW", correct', id="words"),
        pytest.param("Al#", "riot_id_no_tag", 'behind the # of "Al#"', "Name#TAG", id="short-without-tag"),
        pytest.param("Al#EUW", "riot_id_name_too_short", '"Al" has 2 characters', "staff", id="short-name"),
        pytest.param("x" * 24 + "#EUW", "riot_id_name_too_long", "24 characters", "Copy the name", id="long-name"),
        pytest.param("Ann#ABCDEFGHI", "riot_id_tag_length", "9 characters", "Copy the tag", id="long-tag"),
        pytest.param("Ann#EUW (main)", "riot_id_tag_length", "10 characters", "write Ann#EUW;", id="remark"),
        pytest.param("Ann#1", "riot_id_tag_length", "1 character; tags have 2 to 8", "Copy the tag", id="short-tag"),
        pytest.param("Ann\x00#EUW", "riot_id_control_characters", "contains U+0000", "Type the name", id="nul"),
        pytest.param("Ann\ud800#EUW", "riot_id_control_characters", "U+D800", "Type the name", id="surrogate"),
    ],
)
def test_what_is_wrong_and_what_was_probably_meant_is_said_precisely(typed, code, reason, next_step):
    wrong = parse(typed)

    assert isinstance(wrong, Wrong)
    assert wrong.code == code
    assert reason in wrong.reason
    assert next_step in wrong.next_step


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("Al#EUW", RiotId("Al", "EUW"), id="shorter-than-documented"),
        pytest.param("\uc228#KR1", RiotId("\uc228", "KR1"), id="one-syllable"),
        pytest.param("Ann#a#b", RiotId("Ann", "a#b"), id="a-sign-in-a-tag-has-been-seen"),
        pytest.param("Ann#EUW#", RiotId("Ann", "EUW#"), id="sign-at-the-end"),
        pytest.param("IGN: Ann#EUW", RiotId("IGN: Ann", "EUW"), id="label"),
        pytest.param("Ann#EUW.", RiotId("Ann", "EUW."), id="full-stop"),
        pytest.param("\u0e19\u0e49\u0e33" * 10 + "#TH2", RiotId("\u0e19\u0e49\u0e33" * 10, "TH2"), id="marks"),
        pytest.param("Ann#\u0e19\u0e49\u0e33" * 1 + "\u0e19\u0e49\u0e33" * 3, None, id="marks-in-a-tag"),
    ],
)
def test_what_nobody_has_been_seen_with_and_nothing_forbids_is_left_to_staff(typed, read):
    wrong = parse(typed)

    assert not wrong.hard
    assert wrong.read == (read or RiotId(*typed.split("#")))
    assert "staff will look at it" in wrong.next_step


@pytest.mark.parametrize("typed", ["Tide#Pool#EUW", "Ann#EU#EUW1", "#Ann#EUW", "A#b#c#d#e#f#g"])
def test_more_signs_than_a_short_tag_can_have_are_refused(typed):
    assert parse(typed).hard


def test_a_letter_is_counted_as_its_reader_counts_it_where_that_lets_somebody_in():
    assert parse("\u0e19\u0e49" * 24 + "#TH2").hard
    assert not parse("\u0e19\u0e49" * 23 + "#TH2").hard
    assert parse("\U0001f98a" * 23 + "#EUW") == RiotId("\U0001f98a" * 23, "EUW")


@pytest.mark.parametrize("text", ["x" * 10_000, "x" * 10_000 + "#EUW", "\u0301\u0316" * 5_000, "#" * 10_000])
def test_a_very_long_text_is_refused_and_quoted_short(text):
    wrong = parse(text)

    assert wrong.code == "riot_id_name_too_long"
    assert "10,0" in wrong.reason
    assert len(wrong.reason) < 120


@pytest.mark.parametrize("tag", ["../", "%2F", "'; DROP", "{0}", "%s", "$(id)", "\\0"])
def test_text_that_would_be_code_elsewhere_is_only_text_here(tag):
    assert parse(f"Ann#{tag}") == RiotId("Ann", tag)


@given(st.text())
def test_any_text_is_read_or_refused_with_all_that_the_player_needs(text):
    read = parse(text)

    assert isinstance(read, RiotId) or (read.code and read.reason and read.next_step)


@given(st.text(max_size=NAME_MAX), SIGNS, st.text(max_size=TAG_MAX))
def test_reading_what_was_read_gives_it_again(name, sign, tag):
    read = parse(f"{name}{sign}{tag}")

    if isinstance(read, RiotId):
        assert parse(str(read)) == read
    elif read.read:
        assert parse(str(read.read)).read == read.read


@given(WORDS, SIGNS, WORDS)
def test_no_way_of_typing_the_sign_changes_the_name(name, sign, tag):
    assert parse(f" {name}{sign}{tag}\n") == parse(f"{name}#{tag}")


@pytest.mark.parametrize(
    "piece", ["#", "# ", "a#", "\u0301\u0316", '"', "*", "a.", "a-", "/a", "%23", "\u200b", "\ufdfa", "a b", "\u266f "]
)
def test_the_longest_text_that_is_looked_into_is_read_or_refused(piece):
    """Whatever would take one of the patterns more than a few steps back for each character would not end here."""
    text = (piece * READ_MAX)[:READ_MAX]

    assert isinstance(parse(text), Wrong)
    assert isinstance(parse(f"{text[:-4]}#EUW"), Wrong)


@given(st.text(), st.text())
def test_a_tag_that_was_not_typed_behind_a_sign_is_never_taken(name, tag):
    read = parse(f"{name} {tag}".replace("#", "").replace("\uff03", "").replace("\ufe5f", "").replace("\u266f", ""))

    assert isinstance(read, Wrong)
