"""
The key: where it comes from, and that nothing is asked with one that Riot has rejected.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from tiltyard_riot.errors import KeyRejected

_GET_ONE = "Get a new key at https://developer.riotgames.com and set [plugins.riot] api_key; docs/how-to/riot-key.md."


@define(repr=False)
class KeyRing:
    """Holds the key that is used now; nothing of it is ever shown."""

    source: str | Callable[[], str]
    _rejected: str = ""
    _good_at_s: dict[str, float] = field(factory=dict)

    def current(self) -> str:
        """The key.

        raises  KeyRejected when there is none, when it cannot be one, or when Riot has rejected it
        """
        key = (self.source if isinstance(self.source, str) else self.source()).strip()
        if not key:
            raise KeyRejected("no Riot API key is set", next_step=_GET_ONE)
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise KeyRejected("what is set as Riot API key cannot be one", next_step=_GET_ONE)
        if key == self._rejected:
            raise self.rejection()
        return key

    def rejection(self) -> KeyRejected:
        """Why nothing is asked."""
        return KeyRejected(
            "Riot rejects the API key: it has run out, was withdrawn, is blocked or is not for TFT",
            next_step=_GET_ONE,
        )

    def replace(self, source: str | Callable[[], str]) -> None:
        """Another key, or the same once more: it is asked with again."""
        self.source = source
        self._rejected = ""
        self._good_at_s.clear()

    def reject(self, key: str) -> None:
        """Nothing is asked with it any more."""
        self._rejected = key

    def is_rejected(self, key: str) -> bool:
        """Whether nothing is asked with it."""
        return key == self._rejected

    def was_good_since(self, key: str, at_s: float) -> bool:
        """Whether Riot took it after this moment."""
        return self._good_at_s.get(key, float("-inf")) >= at_s

    def is_good(self, key: str, at_s: float) -> None:
        """Riot took it for a call that was sent at this moment."""
        self._good_at_s = {key: max(at_s, self._good_at_s.get(key, at_s))}
