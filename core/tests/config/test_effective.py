"""
What holds is shown with where it came from.
"""

from __future__ import annotations

from tiltyard.config.effective import effective
from tiltyard.config.provenance import Origin, Source, Table

FILE = Origin(Source.FILE, "t.toml")


def test_each_setting_is_shown_with_where_it_came_from(read):
    table = Table.of({"count": 2, "key": "env:KEY", "limits": {"rate": 3, "proxy": "http://u:s3cret@p"}}, FILE)
    table.put("name", "y", Origin(Source.ENVIRONMENT, "TILTYARD_PLUGINS__P__NAME"))
    settings = read(table, environ={"KEY": "s3cret"})

    rows = {one.key: (one.value, one.source, one.place) for one in effective(settings, table, ("plugins", "p"))}

    assert rows["plugins.p.count"] == (2, "file", "t.toml")
    assert rows["plugins.p.name"] == ("y", "environment", "TILTYARD_PLUGINS__P__NAME")
    assert rows["plugins.p.on"] == (True, "default", "")
    assert rows["plugins.p.key"] == ("***", "file", "t.toml, env:KEY")
    assert rows["plugins.p.limits.rate"] == (3.0, "file", "t.toml")
    assert rows["plugins.p.limits.burst"] == (7, "default", "")
    assert rows["plugins.p.limits.proxy"] == ("http://u:***@p", "file", "t.toml")
    assert "s3cret" not in str(rows)


def test_where_a_value_was_refused_the_default_holds(read):
    table = Table.of({"count": "x"}, FILE)

    rows = {one.key: one.source for one in effective(read({}), table, ("p",), refused=["p.count"])}

    assert rows["p.count"] == "default"
