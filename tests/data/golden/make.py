"""
Write a golden journal: every type of event that exists today, as this release writes it down.

    python tests/data/golden/make.py     # writes <release>.jsonl and <release>.state.json beside this file

Run it when a type of event is new, or a version of one. A file of a release that is out is never written again: it is
what people's journals look like, see README.md. To extend it, do more in `play`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tiltyard import __version__
from tiltyard.app import open_app
from tiltyard.journal import Journal
from tiltyard.journal.export import export
from tiltyard.journal.folds import GUILD, TOURNAMENT
from tiltyard.journal.reading import reading
from tiltyard.models import (
    Actor,
    Eligibility,
    Evidence,
    Finding,
    Link,
    LinkKind,
    Mode,
    NoShows,
    RowSource,
    Rules,
    StaffRole,
    Tier,
    Verdict,
    Windows,
)
from tiltyard.settings import Settings
from tiltyard.testing import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament import guild as g
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.codec import converter
from tiltyard.tournament.guild import LOCAL
from tiltyard.tournament.roster import entrant_of
from tiltyard.tournament.text import tournament_id

HERE = Path(__file__).parent
STAFF = Actor("cli", "s1", "Sam")
HOST = Actor("host", "verifier", "verifier")
SCHEDULE = Actor("schedule", "ticker", "schedule")
IMPORT = Actor("import", "players.csv", "players.csv")
ANN, FAY = Actor("player", "1001", "ann"), Actor("player", "1002", "fay")
SEAL = "5ea1" * 16


def accepted(answer, command):
    """What was answered. What the rules refuse is a mistake in this script."""
    if isinstance(answer, Refused):
        sys.exit(f"{type(command).__name__} was refused: {answer.refusal}")
    return answer


class Table:
    """A desk, and short words for what is done at it."""

    def __init__(self, app, clock, tournament):
        self.app, self.clock, self.tournament = app, clock, tournament

    async def do(self, kind, actor=STAFF, **fields):
        await self.clock.advance(60)
        command = kind(tournament=self.tournament, actor=actor, **fields)
        return accepted(await self.app.desk.handle(command), command)

    async def away(self):
        """Nobody could reach us for five minutes."""
        since = self.clock.now()
        await self.clock.advance(240)
        await self.do(c.RecordDowntime, actor=SCHEDULE, since=since, until=self.clock.now() + timedelta(minutes=1))

    async def pass_until(self, when):
        """A host looks every minute."""
        for _ in range(60):
            await self.do(c.Tick, actor=SCHEDULE)
            if when(await self.app.desk.state(self.tournament)):
                return
        sys.exit("an hour has passed, and it did not happen")

    async def sign_up(self, who, *links, **more):
        links = (Link(LinkKind.DISCORD_HANDLE, who, "typed"), *links)
        answer = await self.do(c.SignUp, links=links, typed_name=f"{who}#EUW", key=f"sign-up:{who}", **more)
        return answer.person

    async def find(self, person, verdict, code="fine", *, name=None, evidence=Evidence.SHAPE, also=None, **more):
        """A check brings what it knows of the person's present claim; `also` are further comparison keys."""
        entrant = entrant_of(await self.app.desk.state(self.tournament), person)
        words = {} if verdict is Verdict.VERIFIED else {"reason": f"It is {code}.", "next_step": "Mend it."}
        name = name or entrant.members[0].typed_name
        keys = {"name": name.casefold(), **(also or {})} if verdict is Verdict.VERIFIED else {}
        finding = Finding(code, verdict, evidence, canonical=name, keys=keys, source="ign", **words, **more)
        await self.do(c.RecordFindings, actor=HOST, person=person, claim=entrant.claim, findings=(finding,))

    async def register(self, who, *links, **more):
        person = await self.sign_up(who, *links, **more)
        await self.find(person, Verdict.VERIFIED)
        return person


async def play_solo(cup):
    """An evening for one player to a seat: sign-up, checks, seats that are offered, check-in, and what staff mend."""
    await cup.do(c.CreateTournament, title="Golden Cup", rules=Rules(capacity=2))
    await cup.do(c.GrantStaff, who="2001", role=StaffRole.HELPER)
    await cup.do(c.GrantStaff, who="2002")
    await cup.do(c.RevokeStaff, who="2001")
    await cup.do(c.OpenRegistration)
    account = Link(LinkKind.DISCORD_ID, ANN.id, "discord")
    ann = await cup.register("ann", account, alternates=("Annie#EUW",), pronouns="she/her", platform="euw1")
    bob = await cup.register("bob")
    zoe = await cup.register("zoë")  # waits
    dan = await cup.sign_up("dan")
    await cup.find(dan, Verdict.REJECTED, "riot_id_no_tag")
    eve = await cup.sign_up("eve")
    await cup.find(eve, Verdict.UNKNOWN, "check_failed", retry_after_s=5.0)
    await cup.do(c.UpdateSignUp, person=dan, typed_name="Dan#EUW")
    await cup.find(dan, Verdict.VERIFIED)
    await cup.do(c.Recheck, person=dan)
    await cup.find(dan, Verdict.VERIFIED)
    await cup.find(dan, Verdict.VERIFIED, name="Daniel#EUW")  # the same account has another name
    await cup.do(c.LinkIdentity, person=ann, link=Link(LinkKind.ROW, "ign:ann#euw", "import"))
    await cup.do(c.LinkIdentity, person=ann, link=Link(LinkKind.ROW, "ign:anne#euw", "import"))
    await cup.do(c.MoveLink, person=eve, link=Link(LinkKind.DISCORD_HANDLE, "dan", "typed"), reason="it is hers")
    await cup.do(c.BindRows, source=RowSource("csv", "/srv/cup/players.csv"), columns={"ign": "Riot ID"})
    await cup.do(c.Pause)
    await cup.do(c.Resume)

    # A row that was imported, and the player who comes for it.
    fay = Link(LinkKind.DISCORD_HANDLE, "fay", "import")
    await cup.do(c.SignUp, actor=IMPORT, links=(fay,), typed_name="Fay#EUW")
    links = (Link(LinkKind.DISCORD_ID, FAY.id, "discord"), Link(LinkKind.DISCORD_HANDLE, "fay", "discord"))
    await cup.do(c.SignUp, actor=FAY, links=links, typed_name="Fay#NA1")
    annie = await cup.register("annie")
    await cup.do(c.MergePeople, person=ann, gone=annie, reason="phone and computer")

    # Seats: one taken away, one promoted to, and some that are offered.
    smaller = await cup.do(c.ChangeRules, changes={"capacity": 1}, confirm=True, reason="a monitor is broken")
    await cup.do(c.Undo, command_id=smaller.command_id)
    await cup.do(c.Drop, person=bob, reason="asked for it")  # and the next in line is promoted
    await cup.do(c.ChangeRules, changes={"offer_wait_s": 1800, "grace_s": 600, "no_shows": NoShows.STAFF})
    out = await cup.do(c.Disqualify, person=zoe, reason="threw a chair")  # and dan is asked
    await cup.away()
    await cup.do(c.DeclineSeat, person=dan)
    await cup.do(c.Undo, command_id=out.command_id)
    await cup.do(c.Return, person=bob)

    # Check-in, with a host that is away, and with somebody who does not come.
    await cup.do(c.OpenCheckIn, round=1, closes_at=cup.clock.now() + timedelta(minutes=30))
    await cup.do(c.CheckIn, person=ann, actor=ANN)
    await cup.do(c.CheckOut, person=ann)
    await cup.do(c.CheckIn, person=ann)
    await cup.away()
    await cup.do(c.CloseRegistration)
    await cup.do(c.CloseCheckIn)
    await cup.away()
    await cup.pass_until(lambda state: state.no_shows_held)
    await cup.do(c.ReleaseNoShows)
    await cup.do(c.ErasePerson, person=eve, pseudonym="Player 5ea1", reason="asked for it")
    await cup.do(c.UnbindRows)
    await cup.do(c.Archive)
    await cup.do(c.Unarchive)
    await cup.do(c.Archive)


async def play_duo(cup):
    """Teams of two, in a tournament that opens by itself: found, invited, left, paired, locked, and one step undone."""
    windows = Windows(registration_opens_at=cup.clock.now())
    await cup.do(c.CreateTournament, title="Golden Duo", rules=Rules(capacity=8, mode=Mode.DOUBLE_UP, windows=windows))
    await cup.do(c.Tick, actor=SCHEDULE)
    ann, bob = await cup.register("ann", team="The Anns"), await cup.register("bob")
    cleo, dan = await cup.register("cleo"), await cup.register("dan", free_agent=True)
    await cup.do(c.NameTeam, person=ann, team="The Golden Anns")
    await cup.do(c.Invite, person=ann, invitee=bob)
    await cup.do(c.Invite, person=ann, invitee=cleo)
    await cup.do(c.DeclineInvite, person=cleo, captain=ann)
    await cup.do(c.AcceptInvite, person=bob, captain=ann)
    left = await cup.do(c.LeaveTeam, person=bob)
    await cup.do(c.Undo, command_id=left.command_id)
    await cup.do(c.BeFreeAgent, person=cleo)
    await cup.do(c.PairFreeAgents)
    await cup.do(c.Drop, person=dan)
    await cup.do(c.LockTeams)
    await cup.do(c.UnlockTeams)


async def play_proofs(cup):
    """Accounts: only some may play, one is proven, one comes back under another PUUID, one name looks like another."""
    eligibility = Eligibility(frozenset({"euw1"}), lowest=Tier.GOLD)
    rules = Rules(capacity=8, eligibility=eligibility, recommends_ownership=True)
    await cup.do(c.CreateTournament, title="Golden Proof", rules=rules)
    await cup.do(c.OpenRegistration)
    ann, bob = await cup.sign_up("ann"), await cup.sign_up("bob")
    found = {"evidence": Evidence.ACCOUNT, "eligible": True}
    await cup.find(ann, Verdict.VERIFIED, also={"puuid": "ann-1", "skeleton": "ann"}, **found)
    until = cup.clock.now() + timedelta(minutes=15)
    await cup.do(c.ChallengePlayer, person=ann, code="riot_icon", until=until, strength="1 in 28 by chance")
    shown = {"evidence": Evidence.OWNERSHIP, "eligible": True, "as_of": cup.clock.now()}
    await cup.find(ann, Verdict.VERIFIED, "riot_icon_shown", also={"puuid": "ann-1", "skeleton": "ann"}, **shown)
    await cup.find(ann, Verdict.VERIFIED, "riot_rekeyed", also={"puuid": "ann-2", "skeleton": "ann"}, **found)
    await cup.find(bob, Verdict.VERIFIED, also={"puuid": "bob-1", "skeleton": "ann"}, **found)
    await cup.do(c.AcceptPlayer, person=bob, reason="they are siblings")
    await cup.do(c.ChangeRules, changes={"eligibility": Eligibility()})


async def play_guild(desk):
    """What holds for all tournaments of a scope; at the end the bot is removed from it."""
    common = {"scope": LOCAL, "actor": STAFF}
    cheat, twin = (Link(LinkKind.DISCORD_ID, number, "typed") for number in ("3001", "3002"))
    for command in (
        g.GrantGuildStaff(**common, who="2001"),
        g.GrantGuildStaff(**common, who="2002", role=StaffRole.HELPER),
        g.RevokeGuildStaff(**common, who="2001"),
        g.BlockPlayer(**common, link=cheat, reason="cheats"),
        g.BlockPlayer(**common, link=twin, reason="taken for somebody else"),
        g.UnblockPlayer(**common, link=twin),
        g.SetDefaults(**common, rules=Rules(capacity=16)),
        g.FreezeGuild(**common),
        g.ThawGuild(**common),
        g.FreezeGuild(**common),
    ):
        accepted(await desk.handle_guild(command), command)


async def play(app, clock):
    """Everything happens that can happen."""
    await play_solo(Table(app, clock, tournament_id(LOCAL, "golden-cup")))
    await play_duo(Table(app, clock, tournament_id(LOCAL, "golden-duo")))
    await play_proofs(Table(app, clock, tournament_id(LOCAL, "golden-proof")))
    await play_guild(app.desk)


async def make(directory, release=__version__):
    """Play, and write what was journalled and what came of it."""
    clock, numbers = FakeClock(), itertools.count(1)
    with tempfile.TemporaryDirectory() as data_dir:
        settings = Settings(data_dir=Path(data_dir))
        await (await Journal.open(settings.journal_url, clock)).close()
        with closing(sqlite3.connect(Path(data_dir) / "journal.sqlite3")) as database, database:
            database.execute("UPDATE secrets SET value = ? WHERE name = 'seal'", (SEAL,))
        async with open_app(settings, plugins=(), clock=clock, new_id=lambda: f"id{next(numbers):04}") as app:
            await play(app, clock)
            states = {f"{TOURNAMENT}{state.id}": state for state in await app.desk.tournaments()}
            states[f"{GUILD}{LOCAL}"] = await app.desk.guild(LOCAL)
        with reading(settings.journal_url) as connection:
            export(connection, directory / f"{release}.jsonl", made_at=clock.now())
    plain = json.dumps(converter.unstructure(states), ensure_ascii=False, indent=1, sort_keys=True)
    (directory / f"{release}.state.json").write_text(plain + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(make(HERE))
