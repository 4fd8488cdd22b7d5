"""
One window of Riot's, as far as it can be known from outside. Pure.

Nobody tells when Riot begins a window: with the first call after the last one, or by its own clock. What is certain is
this. A call is counted between the moment it is granted and the moment its answer is here. The window that counted it
was open then, so it is over one period after the answer at the latest. Until that moment the call keeps its slot, and
no more slots are given than the limit: so whatever Riot's windows are, none of them counts too many.

That alone would cost one round trip in each period, and more where calls are spread. The counts in the answers prove
more. Calls that may share the window of an answered call are those granted until its answer came, without those that
were over before it was granted. If Riot counted exactly so many, all of them are in one window, which is over when the
first of their bounds says so. If it counted more, somebody else uses the same key: theirs take slots, too, and such
proofs are not believed for a while.
"""

from __future__ import annotations

from attrs import Factory, define, frozen

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.reserve import reserved, soon_s
from tiltyard_riot.limiter.slots import Slots

DRIFT = 2e-4
"""Two clocks may run apart by so much: a window is taken to be longer by this share."""
_DISTRUST = 3
"""For so many periods after somebody else's calls were seen, counts prove nothing."""


@frozen
class Mark:
    """Where a window stood when a call was granted.

    booked  calls booked in it until then, with this one
    freed   calls of it that were over by then
    """

    booked: int = 0
    freed: int = 0


@define
class Window:
    """Slots of one window.

    booked, freed   how many were, ever; only differences matter
    in_flight       granted and not answered
    own, foreign    answered calls of ours, and calls of others, by when they are surely over
    proven          calls up to this mark's `booked` are over by `proven_s`
    distrust_until_s  counts prove nothing before
    spare           calls that nobody can use for long, as a longer window is in the way
    told_s          when an answer last named this window
    """

    limit: int
    period_s: int
    told_s: float
    in_flight: int = 0
    own: Slots = Factory(Slots)
    foreign: Slots = Factory(Slots)
    booked: int = 0
    freed: int = 0
    proven: int = -1
    proven_s: float = 0.0
    distrust_until_s: float = 0.0
    spare: int = 0

    @property
    def used(self) -> int:
        """Slots that are not free."""
        return self.own.total + self.foreign.total + self.in_flight

    @property
    def span_s(self) -> float:
        """How long a slot is kept after the answer."""
        return self.period_s * (1.0 + DRIFT)

    def pass_time(self, now_s: float) -> None:
        """Free what is over."""
        self.freed += self.own.free(now_s) + self.foreign.free(now_s)

    def book(self) -> Mark:
        """Take a slot for a call that is sent."""
        self.in_flight += 1
        self.booked += 1
        return Mark(self.booked, self.freed)

    def unsent(self) -> None:
        """Give the slot back of a call that was not made."""
        self.in_flight -= 1
        self.freed += 1

    def answered(self, now_s: float, received_s: float, mark: Mark, count: int | None) -> None:
        """A call is over, as far as we are concerned.

        received_s  when the answer came, or was given up
        count       what Riot counted in the window by then; None when it did not say
        """
        self.in_flight -= 1
        over_s = received_s + self.span_s
        if mark.booked <= self.proven:
            over_s = min(over_s, self.proven_s)
        self.own.add(over_s)
        possible = self.booked - mark.freed
        if count is not None and count > possible:
            self.see_foreign(now_s, received_s, count - possible)
        elif count == possible and now_s >= self.distrust_until_s:
            # If one that may share the window is over already, the window is, and so is all that was counted in it.
            first_s = self.own.first_s
            self.proven_s = now_s if first_s is None or self.freed > mark.freed else first_s
            self.proven = self.booked
            self.own.gather(self.proven_s)
        self.pass_time(now_s)

    def see_foreign(self, now_s: float, received_s: float, count: int) -> None:
        """Riot has counted calls that are not ours."""
        if self.proven_s > now_s:
            # What counts have proven just now may have been by theirs: each call keeps its slot for a whole period.
            self.own.gather(max(self.proven_s, received_s + self.span_s))
            self.proven, self.proven_s = -1, 0.0
        self.foreign.add(received_s + self.span_s, count)
        self.booked += count
        self.distrust_until_s = now_s + _DISTRUST * self.span_s

    def part(self, now_s: float, share: int, in_flight: int) -> None:
        """Keep one of `share` equal parts of what is used, for a process that goes on without the others."""
        self.own = Slots([(at_s, -(-count // share)) for at_s, count in self.own.groups])
        self.in_flight = in_flight
        self.booked = self.freed + self.used
        self.proven = -1
        self.distrust_until_s = now_s + _DISTRUST * self.span_s

    def room(self, now_s: float, priority: Priority, *, share: int = 1) -> int:
        """Calls that may be sent now; may be below 0.

        share  of how many processes each has an equal part, none knowing of the others
        """
        free = -self._missing(share)
        reserve = reserved(self.limit, self.spare, priority) // share
        if not reserve:
            return free
        by_s = now_s + soon_s(self.period_s)
        return min(free, free + self.own.free_by(by_s) + self.foreign.free_by(by_s) - reserve)

    def more_s(self, now_s: float, priority: Priority, *, share: int = 1) -> float | None:
        """When there may be room for a call; None when only an answer can tell."""
        missing = self._missing(share) + 1
        reserve = reserved(self.limit, self.spare, priority) // share
        free_s, left_s = self._free_s(missing), self._free_s(missing + reserve)
        if free_s is None or left_s is None:
            return None
        return max(now_s, free_s, left_s - soon_s(self.period_s) if reserve else now_s)

    def _missing(self, share: int) -> int:
        """Slots that must come free before none is over; below 0 when some are left."""
        missing = self.used - self.limit
        if share > 1:
            missing = max(missing, self.own.total + self.in_flight - max(1, self.limit // share))
        return missing

    def _free_s(self, count: int) -> float | None:
        """When so many of the answered calls are over; None when they are not so many."""
        if count <= 0:
            return float("-inf")
        for at_s, freed in sorted([*self.own.groups, *self.foreign.groups]):
            count -= freed
            if count <= 0:
                return at_s
        return None
