"""
`tiltyard ign check`.
"""

from __future__ import annotations


def test_a_right_name_is_shown_with_its_keys(tiltyard):
    said = tiltyard.run("ign", "check", " Ann #EUW").stdout

    assert 'Ann#EUW, typed as " Ann #EUW"' in said
    assert "compares as ann#euw, looks like ann#euw" in said


def test_a_wrong_one_is_told_with_what_was_meant_and_ends_with_1(tiltyard):
    said = tiltyard.run("ign", "check", "Ann EUW", ok=1).stdout

    assert 'wrong: "Ann EUW" has no # and no tag.' in said
    assert "write Ann#EUW;" in said


def test_a_doubtful_one_is_shown_with_its_keys_all_the_same(tiltyard):
    (one,) = tiltyard.json("ign", "check", "Al#EUW", ok=1)

    assert (one["verdict"], one["code"], one["riot_id"]) == ("doubtful", "riot_id_name_too_short", "Al#EUW")
    assert one["keys"]["name"] == "al#euw"


def test_what_else_was_typed_is_pointed_out(tiltyard):
    assert '"Ann#EUW"' in tiltyard.run("ign", "check", "IGN: Ann#EUW", ok=1).stdout


def test_names_are_held_against_each_other(tiltyard):
    done = tiltyard.run("ign", "check", "Famous#EUW", "Famuos#EUW", "Farnous#EUW", "Zoology#EUW")

    assert 'is spelt almost like "Famuos#EUW"' in done.stdout
    assert 'looks like "Farnous#EUW"' in done.stdout
    assert "4 names: 0 wrong or doubtful, 3 like another one" in done.stderr


def test_a_file_is_read_line_by_line_whoever_saved_it(tiltyard, tmp_path):
    (tmp_path / "names.txt").write_bytes("\ufeffAnn#EUW\r\n\r\nBob#EUW\r\n".encode())

    assert [one["typed"] for one in tiltyard.json("ign", "check", "--file", "names.txt")] == ["Ann#EUW", "Bob#EUW"]


def test_standard_input_is_a_file(tiltyard):
    assert "Ann#EUW" in tiltyard.run("ign", "check", "--file", "-", typed="Ann#EUW\n").stdout


def test_a_file_that_is_no_text_is_refused(tiltyard, tmp_path):
    (tmp_path / "names.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")

    assert "not UTF-8" in tiltyard.run("ign", "check", "--file", "names.xlsx", ok=3).stderr


def test_without_a_name_an_example_is_given(tiltyard):
    assert 'tiltyard ign check "Name#TAG"' in tiltyard.run("ign", "check", ok=3).stderr


class TestTournament:
    def cup(self, tiltyard):
        tiltyard.run("tournament", "create", "My Cup")
        tiltyard.run("signup", "Famous#EUW")
        tiltyard.run("signup", "Zoology#EUW")

    def test_a_name_is_held_against_the_players(self, tiltyard):
        self.cup(tiltyard)

        (one,) = tiltyard.json("ign", "check", "Famuos#EUW", "-t", "my-cup")

        assert one["alike"] == [{"name": "Famous#EUW", "how": "near_equal"}]

    def test_without_a_name_the_players_are_looked_at(self, tiltyard):
        self.cup(tiltyard)

        assert [one["typed"] for one in tiltyard.json("ign", "check", "-t", "my-cup")] == ["Famous#EUW", "Zoology#EUW"]

    def test_who_has_dropped_and_who_was_erased_is_not_looked_at(self, tiltyard):
        self.cup(tiltyard)
        tiltyard.run("signup", "Another#EUW")
        tiltyard.run("drop", "Zoology#EUW", "--yes")
        tiltyard.run("privacy", "erase", "Famous#EUW", "--yes")

        assert [one["typed"] for one in tiltyard.json("ign", "check", "-t", "my-cup")] == ["Another#EUW"]
