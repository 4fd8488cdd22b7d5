"""
The key: where it comes from, and that nothing is asked with one that Riot has rejected.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from tiltyard_riot.errors import KeyRejected

TRY_AGAIN_S = 900.0
"""How often it is looked whether a rejected key is good after all: Riot has rejected good ones in incidents
(developer-relations #1054, read 2026-11)."""

_GET_ONE = "Get a new key at https://developer.riotgames.com and set [plugins.riot] api_key; docs/how-to/riot-key.md."


@define(repr=False)
class KeyRing:
    """Holds the key that is used now; nothing of it is ever shown."""

    source: str | Callable[[], str]
    _rejected: str = ""
    _try_at_s: float = 0.0
    _good_at_s: dict[str, float] = field(factory=dict)

    def current(self, *, on_trial: bool = False) -> str:
        """The key.

        on_trial  also when Riot has rejected it
        raises    KeyRejected when there is none, when it cannot be one, or when Riot has rejected it
        """
        key = (self.source if isinstance(self.source, str) else self.source()).strip()
        if not key:
            raise KeyRejected("no Riot API key is set", next_step=_GET_ONE)
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise KeyRejected("what is set as Riot API key cannot be one", next_step=_GET_ONE)
        if key == self._rejected and not on_trial:
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

    def reject(self, key: str, at_s: float) -> None:
        """Nothing is asked with it any more, but for a trial now and then."""
        self._rejected = key
        self._try_at_s = at_s + TRY_AGAIN_S

    def take_trial(self, now_s: float) -> bool:
        """Whether it is time to look if the rejected key is good after all; whoever is told so does it."""
        if not self._rejected or now_s < self._try_at_s or self.current(on_trial=True) != self._rejected:
            return False
        self._try_at_s = now_s + TRY_AGAIN_S
        return True

    def readmit(self, key: str) -> None:
        """It is good after all."""
        if key == self._rejected:
            self._rejected = ""

    def is_rejected(self, key: str) -> bool:
        """Whether nothing is asked with it."""
        return key == self._rejected

    def was_good_since(self, key: str, at_s: float) -> bool:
        """Whether Riot took it after this moment."""
        return self._good_at_s.get(key, float("-inf")) >= at_s

    def is_good(self, key: str, at_s: float) -> None:
        """Riot took it for a call that was sent at this moment."""
        self._good_at_s = {key: max(at_s, self._good_at_s.get(key, at_s))}
