"""
From a claim to what Riot says about it. Fails closed: what could not be found out now is `unknown`, and an account is
verified only once everything that the tournament asks of it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from attrs import frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.errors import AccessDenied, BadInput, BadPayload, TiltyardError
from tiltyard.models import Challenge, Evidence, Finding, PlayerAccount, PlayerClaim, Rank, RankQueue, RiotId
from tiltyard_riot import findings, proof
from tiltyard_riot.eligibility import asks_rank, platform_objection, rank_objection
from tiltyard_riot.errors import ForeignPuuid, KeyRejected, NotFound
from tiltyard_riot.games import account_under
from tiltyard_riot.known import Asking, Dated, Known, PuuidContradicted
from tiltyard_riot.limiter import Priority
from tiltyard_riot.models import Account
from tiltyard_riot.names import same_name, spellings
from tiltyard_riot.proof import Standing
from tiltyard_riot.proofs import Proofs
from tiltyard_riot.ranks import rank_of

MOVED_S = 3600.0
"""Before somebody is taken for unranked it is asked where they play, unless that was within the hour."""


@frozen
class _Found:
    """The account that a claim means.

    finding  what to say about it, if nothing else speaks against it
    """

    account: Account
    name: str
    finding: Finding


class Verification:
    """Answers `verify_player`, `challenge_player` and `fetch_rank`."""

    def __init__(self, known: Known, proofs: Proofs, log: FilteringBoundLogger, *, deadline_s: float) -> None:
        self._known = known
        self._proofs = proofs
        self._log = log
        self._asking = Asking(within_s=deadline_s)

    async def findings(self, claim: PlayerClaim) -> list[Finding]:
        """What is known about a claim; what cannot be found out now is a finding, too."""
        asking = self._asking if claim.waiting else attrs.evolve(self._asking, priority=Priority.BACKGROUND)
        said: list[Finding] = []
        found: _Found | Finding | None = None
        try:
            found = await self._account(claim, asking)
            if isinstance(found, Finding):
                return [found]
            # Not eligible yet: that is said once all that the tournament asks for was looked at.
            said = [found.finding]
            if objection := await self._objection(found, claim, asking):
                return [found.finding, objection]
            said = [attrs.evolve(found.finding, eligible=True)]
            if claim.wants is Evidence.OWNERSHIP:
                said.append(await self._ownership(found, claim, asking))
        except TiltyardError as error:
            if isinstance(error, ForeignPuuid) and isinstance(found, _Found):
                await self._known.forget(found.account)
            about = Evidence.OWNERSHIP if said and said[0].eligible else Evidence.ACCOUNT
            return [*said, self._trouble(error, about)]
        return said

    async def challenge(self, claim: PlayerClaim) -> Challenge | None:
        """What somebody is to do to prove that the account is theirs; None when there is no such account.

        raises  Unavailable, AccessDenied, BadPayload
        """
        found = await self._account(claim, self._asking)
        if isinstance(found, Finding):
            return None
        try:
            platform = (await self._known.platform_of(found.account.puuid, self._asking)).value
            summoner = await self._known.summoner(platform, found.account.puuid, self._asking)
        except NotFound:
            return None
        asked = await self._proofs.ask(claim.person, summoner)
        how = (
            f"Sign in to the Riot client as {found.name} and set profile icon {asked.icon}, one of those that every "
            f"account has from the start, before {asked.expires_at:%H:%M} UTC. You can change it back once it was seen."
        )
        return Challenge(code="riot_icon", how=how, expires_at=asked.expires_at, strength=proof.STRENGTH)

    async def rank(self, player: PlayerAccount, queue: RankQueue) -> Rank | None:
        """Where a player stands; None when there is no such account.

        raises  Unavailable, AccessDenied, BadPayload
        """
        try:
            puuid = player.puuid or (await account_under(self._known, player.name, self._asking)).value.puuid
            return await self._rank(puuid, queue, self._asking)
        except ForeignPuuid:
            # The id was another application's; the name is all that is left of it.
            return await self.rank(PlayerAccount(player.name), queue)
        except NotFound:
            return None

    async def _account(self, claim: PlayerClaim, asking: Asking) -> _Found | Finding:
        """The account, or why there is none. A known PUUID says which, whatever it is called now."""
        names = spellings(claim.typed_name)
        foreign = False
        if claim.puuid:
            try:
                return _known_account(await self._known.account_of(claim.puuid, asking), names)
            except NotFound:
                return findings.account_gone(str(names[0]) if names else claim.typed_name)
            except ForeignPuuid:
                foreign = True
        if not names:
            return findings.not_a_riot_id()
        try:
            dated = await account_under(self._known, claim.typed_name, asking)
        except NotFound:
            return findings.not_found(str(names[0]))
        account, name = dated.value, str(dated.value.riot_id or names[0])
        return _Found(account, name, (findings.rekeyed if foreign else findings.account)(account, name, dated.at))

    async def _objection(self, found: _Found, claim: PlayerClaim, asking: Asking) -> Finding | None:
        rules = claim.eligibility
        try:
            if rules.platforms:
                platform = (await self._known.platform_of(found.account.puuid, asking)).value
                if objection := platform_objection(found.name, platform, rules):
                    return objection
            if asks_rank(rules):
                return rank_objection(found.name, await self._rank(found.account.puuid, rules.queue, asking), rules)
        except NotFound:
            return findings.no_platform(found.name)
        return None

    async def _rank(self, puuid: str, queue: RankQueue, asking: Asking) -> Rank:
        platform = await self._known.platform_of(puuid, asking)
        entries = await self._known.ranks(platform.value, puuid, asking)
        if not entries.value:
            # Unranked, or gone to another platform since that was last asked: there the old ranks do not show.
            now = await self._known.platform_of(puuid, asking, fresh_s=MOVED_S)
            if now.value != platform.value:
                entries = await self._known.ranks(now.value, puuid, asking)
        return rank_of(entries.value, queue, entries.at)

    async def _ownership(self, found: _Found, claim: PlayerClaim, asking: Asking) -> Finding:
        puuid, person = found.account.puuid, claim.person
        standing, asked = await self._proofs.standing(person, puuid)
        if standing in (Standing.AWAITED, Standing.EXPIRED):
            # Once more when the time is over: it may have been shown while nobody could look.
            platform = (await self._known.platform_of(puuid, asking)).value
            summoner = await self._known.summoner(platform, puuid, asking)
            standing, asked = await self._proofs.show(person, summoner)
        if standing is Standing.PROVEN:
            return findings.icon_shown(found.name, await self._proofs.shown_at(person, puuid))
        if standing is Standing.AWAITED and asked:
            return findings.icon_awaited(found.name, asked.icon, asked.expires_at)
        if standing is Standing.CONTESTED:
            return findings.contested(found.name)
        if await self._proofs.asked_of_another(person, puuid):
            return findings.proof_of_another_account(found.name)
        return findings.proof_expired(found.name) if standing is Standing.EXPIRED else findings.unproven(found.name)

    def _trouble(self, error: Exception, about: Evidence) -> Finding:
        """Why something could not be found out now."""
        if isinstance(error, PuuidContradicted):
            return findings.contradicted(about, error.retry_after_s)
        if isinstance(error, AccessDenied):
            if not isinstance(error, KeyRejected):  # of that the client has told the host, once
                self._log.error("riot_call_refused", error=str(error))
            return findings.key_rejected(about)
        if isinstance(error, (BadPayload, BadInput)):
            self._log.warning("riot_answer_unreadable", error=str(error))
            return findings.bad_answer(about)
        return findings.unavailable(about, getattr(error, "retry_after_s", None))


def _known_account(dated: Dated[Account], names: Sequence[RiotId]) -> _Found:
    account, as_of = dated.value, dated.at
    typed = names[0] if names else None
    current = account.riot_id or typed
    name = str(current) if current else account.puuid
    if current is None or typed is None or any(same_name(current, one) for one in names):
        return _Found(account, name, findings.account(account, name, as_of))
    return _Found(account, name, findings.account_renamed(account, name, as_of, before=str(typed)))
