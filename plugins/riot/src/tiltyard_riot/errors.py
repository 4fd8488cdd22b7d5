"""
What can go wrong with the Riot API, by who can mend it.

    BadInput
    ├── NotFound            Riot answered: there is no such account, summoner or game
    └── ForeignPuuid        the id was told to another application; resolve the player's Riot ID anew
    Unavailable
    ├── QuotaExhausted      no call is left soon enough; none was made
    ├── RateLimited         Riot refuses more calls for now
    └── ServiceDown         Riot, or the way to it, is not there
    AccessDenied
    ├── KeyRejected         Riot does not take the key; nothing is asked before there is another
    └── RouteRefused        the key is good, but not for this call
    BadPayload
    └── BadAnswer           an answer is not in the form that Riot promises

Only `NotFound` says something about a player. All others mean that nobody knows.
"""

from __future__ import annotations

from tiltyard.errors import AccessDenied, BadInput, BadPayload, Unavailable


class NotFound(BadInput):
    """Riot answered that there is no such account, summoner or game."""


class ForeignPuuid(BadInput):
    """The id was told to another application than the one of our key; it means nobody to us."""


class QuotaExhausted(Unavailable):
    """No call is left in this window, or not soon enough. `retry_after_s` says when there may be one; none was made."""


class RateLimited(Unavailable):
    """Riot refused the call, for itself or for all that its key asks, and there is no time to wait for the next."""


class ServiceDown(Unavailable):
    """Riot did not answer, or with trouble of its own."""


class KeyRejected(AccessDenied):
    """Riot does not take the key, or none is set."""


class RouteRefused(AccessDenied):
    """Riot takes the key and refuses this call: the key has no right to it, or the endpoint is gone."""


class BadAnswer(BadPayload):
    """An answer is cut short, a page for browsers, or JSON of another form than Riot promises."""
