"""
What is remembered of a table from one look to the next.
"""

from __future__ import annotations

from tiltyard.rows.recall import Memory, SeenRow


def test_what_we_wrote_in_a_row_is_remembered_while_it_is_refused_and_when_it_has_gone():
    memory = Memory().after_look([SeenRow("ann", "p1"), SeenRow("bob", "p2")])
    memory = memory.with_ours({"ann": {"Status": ("registered",)}})

    refused = memory.after_look([SeenRow("ann", None)])

    assert refused.by_key() == {
        "ann": SeenRow("ann", "p1", ours={"Status": ("registered",)}),
        "bob": SeenRow("bob", "p2"),
    }


def test_a_row_that_was_nobodys_is_forgotten_when_it_has_gone():
    memory = Memory().after_look([SeenRow("ann", None), SeenRow(None, None)])

    assert memory.after_look([SeenRow("bob", "p2")]).rows == (SeenRow("bob", "p2"),)
