"""
The key where the settings say that it stands.
"""

from __future__ import annotations

import pytest

from tiltyard.config.references import follow
from tiltyard_riot.key import LOOK_EVERY_S, KeySource


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "riot.key"
    path.write_text("RGAPI-1\n")
    return path


@pytest.fixture
def key(file, fake_clock):
    return KeySource(follow(f"file:{file}", {}), fake_clock)


async def test_a_key_in_the_settings_stays(fake_clock):
    key = KeySource("RGAPI-1", fake_clock)

    assert await key.current() == "RGAPI-1"
    assert not key.replaced()


async def test_a_key_that_was_replaced_is_said_to_be_once(key, file, fake_clock):
    assert await key.current() == "RGAPI-1"
    file.write_text("RGAPI-2")
    assert await key.current() == "RGAPI-1"
    await fake_clock.advance(LOOK_EVERY_S)

    assert await key.current() == "RGAPI-2"
    assert (key.replaced(), key.replaced()) == (True, False)


@pytest.mark.parametrize("broken", ["", b"\xff\xfe\xfa", None])
async def test_a_file_that_cannot_be_used_leaves_the_key_from_before_and_is_told(key, file, fake_clock, broken):
    await key.current()
    if broken is None:
        file.unlink()
    else:
        file.write_bytes(broken.encode() if isinstance(broken, str) else broken)
    await fake_clock.advance(LOOK_EVERY_S)

    assert await key.current() == "RGAPI-1"
    assert "plugins.riot.api_key names the file" in key.broken
    file.write_text("RGAPI-1")
    await fake_clock.advance(LOOK_EVERY_S)
    await key.current()
    assert key.broken is None
