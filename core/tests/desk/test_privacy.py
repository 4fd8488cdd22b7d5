"""
One person's data: told whole, and erased so that nothing of it is left in any file of the database.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tiltyard import hookimpl
from tiltyard.cli.main import main
from tiltyard.desk.importer import Importer
from tiltyard.desk.people import Subject
from tiltyard.journal.reading import reading
from tiltyard.journal.schema import metadata
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, RowSource, Rules, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

ME = Actor("cli", "op", "op")
FORM = Actor("import", "test")
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
OTHER = tournament_id("local", "other")
PLANTED = ("Ännchen", "annhandle", "1001200230034004", "they/ann", "dear Ann", "Ann of Denmark", "Alterann")
SECRETS = (*PLANTED, "ännchen")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sheet" / "players.csv"
    path.parent.mkdir()

    def write(*rows):
        path.write_text("\n".join(["discord,ign", *rows]) + "\n", "utf-8")
        return path

    return write


async def bring(bench, path):
    source = RowSource("csv", str(path))
    state = await bench.state()
    read = await bench.app.tables.understand(await bench.app.tables.fetch(source), tournament=state.id)
    return await Importer(bench.desk, bench.app.tables, FORM).run(state.id, read)


async def play(bench):
    """Ann in two tournaments, with all that can be kept of her; and Bob."""
    await bench.create(capacity=8)
    me = Actor("player", "1001200230034004", "Ann of Denmark")
    account = Link(LinkKind.DISCORD_ID, "1001200230034004", "discord")
    handle = Link(LinkKind.DISCORD_HANDLE, "annhandle", "discord")
    for cup in ((await bench.state()).id, OTHER):
        if cup == OTHER:
            await bench.desk.handle(
                c.CreateTournament(tournament=cup, actor=ME, title="Other", rules=Rules(capacity=2))
            )
            await bench.desk.handle(c.OpenRegistration(tournament=cup, actor=ME))
        await bench.desk.handle(
            c.SignUp(
                tournament=cup,
                actor=me,
                links=(account, handle),
                typed_name="Ännchen#EUW",
                alternates=("Alterann#EUW",),
                pronouns="they/ann",
                reason="dear Ann wants to play",
                key="modal:annhandle",
            )
        )
    await bench.sign_up("bob", name="Bob#EUW")
    await bench.drain()
    await bench.app.journal.store("plugin:riot").put("rank:Ännchen#EUW", {"tier": "gold"})
    await bench.app.journal.store("plugin:riot").put("rank:bob", {"tier": "iron"})
    await bench.app.journal.store("host").put("calls:x", {"last_error": "no account Ännchen#EUW", "calls": 3})


async def ann(bench, who="Ännchen#euw"):
    (subject,) = await bench.app.privacy.find(who)
    return subject


@pytest.mark.parametrize("who", ["ännchen#EUW", "@AnnHandle", "1001200230034004", "alterann#euw"])
async def test_a_person_is_found_in_all_tournaments_by_anything_that_names_them(open_bench, who):
    async with open_bench() as bench:
        await play(bench)

        assert len((await ann(bench, who)).people) == 2


async def test_whoever_only_acted_is_erased_by_their_id(open_bench):
    async with open_bench() as bench:
        await bench.create()
        sam = Actor("cli", "7007700770077007", "Sam Staffer")
        await bench.desk.handle(c.CloseRegistration(tournament=(await bench.state()).id, actor=sam))
        assert await bench.app.privacy.find("7007") == []
        (subject,) = await bench.app.privacy.find("7007700770077007")

        erased = await bench.app.privacy.erase(subject, actor=ME)

        assert erased.places["events"] == 1
        assert (await bench.desk.history((await bench.state()).id))[-1].actor == Actor("cli", "erased")


async def test_namesakes_are_two_people(open_bench):
    async with open_bench() as bench:
        await bench.create()
        await bench.sign_up("ann", name="Ann#EUW")
        await bench.desk.handle(c.CreateTournament(tournament=OTHER, actor=ME, title="Other", rules=Rules(capacity=2)))
        await bench.desk.handle(c.OpenRegistration(tournament=OTHER, actor=ME))
        link = Link(LinkKind.DISCORD_HANDLE, "another", "typed")
        await bench.desk.handle(c.SignUp(tournament=OTHER, actor=ME, links=(link,), typed_name="Ann#EUW"))

        assert len(await bench.app.privacy.find("Ann#EUW")) == 2


async def test_all_that_is_kept_is_told(open_bench):
    async with open_bench() as bench:
        await play(bench)

        told = json.dumps(await bench.app.privacy.export(await ann(bench)), ensure_ascii=False)

    for secret in PLANTED:
        assert secret in told, secret
    assert "gold" in told
    assert "iron" not in told
    assert "Bob" not in told


@pytest.fixture
def everything(database, journal_url, tmp_path):
    """All that the database holds: the bytes of its files, or the rows of a server's tables."""

    def everything():
        if database == "sqlite":
            return b"".join(path.read_bytes() for path in sorted(tmp_path.glob("journal.sqlite3*")))
        with reading(journal_url) as connection:
            rows = [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]
        return repr(rows).encode()

    return everything


async def test_nothing_of_an_erased_person_is_left_anywhere_and_results_stay(open_sheet_bench, file, everything):
    async with open_sheet_bench() as bench:
        await play(bench)
        await bring(bench, file("annhandle,Ännchen#EUW", "bob,Bob#EUW"))
        await bench.drain()
        before = await bench.state()
        assert all(secret.encode() in everything() for secret in PLANTED)

        erased = await bench.app.privacy.erase(await ann(bench), actor=ME, reason="asked for it")

        assert erased.space.clean
        assert set(erased.places) >= {"events", "remembered rows of tables", "stores of plugins and of the host"}
        after = await bench.state()
    assert [secret for secret in SECRETS if secret.encode() in everything()] == []
    assert b"Bob#EUW" in everything()
    assert [(one.order, one.seated, one.status) for one in after.entrants.values()] == [
        (one.order, one.seated, one.status) for one in before.entrants.values()
    ]
    assert [(one.name or "").split(" ")[0] for one in after.entrants.values()] == ["Player", "Bob#EUW"]


async def test_a_second_time_there_is_nothing_to_erase(open_bench):
    async with open_bench() as bench:
        await play(bench)
        await bench.app.privacy.erase(await ann(bench), actor=ME)

        again = await ann(bench, "1001200230034004")

        assert len(again.people) == 2
        assert not any((await bench.app.privacy.kept(again)).values())


async def test_who_began_and_was_killed_is_followed(open_bench, everything, monkeypatch):
    async with open_bench() as bench:
        await play(bench)

        class Killed(Exception):
            pass

        async def killed(_subject):
            raise Killed

        monkeypatch.setattr(bench.app.privacy._erasers[-1], "erase", killed)
        with pytest.raises(Killed):
            await bench.app.privacy.erase(await ann(bench), actor=ME)
    async with open_bench() as bench:
        assert len(await bench.app.privacy.finish(actor=ME)) == 2
        assert await bench.app.privacy.finish(actor=ME) == []
    assert [secret for secret in SECRETS if secret.encode() in everything()] == []


@ON_SQLITE
async def test_a_reader_keeps_the_log_and_it_is_done_again(open_bench, everything, tmp_path, monkeypatch):
    monkeypatch.setattr("tiltyard.journal.on_sqlite.BUSY_TIMEOUT_S", 0.1)
    async with open_bench() as bench:
        await play(bench)
        with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM events").fetchone()
            erased = await bench.app.privacy.erase(await ann(bench), actor=ME)
        assert not erased.space.clean

        assert {one.space.clean for one in await bench.app.privacy.finish(actor=ME)} == {True}
    assert [secret for secret in SECRETS if secret.encode() in everything()] == []


@ON_SQLITE
async def test_what_others_are_told_names_them_no_more(open_bench, tmp_path):
    async with open_bench() as bench:
        await play(bench)
        with sqlite3.connect(tmp_path / "journal.sqlite3") as database:
            said = json.dumps({"reason": "Ännchen#EUW plays under that name.", "name": "Bob#EUW"}, ensure_ascii=False)
            database.execute("UPDATE events SET personal = ? WHERE type = 'PlayerRegistered' AND seq > 8", (said,))
        database.close()

        await bench.app.privacy.erase(await ann(bench), actor=ME)

        records = await bench.desk.history((await bench.state()).id)
        assert {"name": "Bob#EUW"} in [record.personal for record in records]


class TestAHostThatRunsMeanwhile:
    async def test_writes_no_name_down_that_it_asked_about_before(self, open_bench, everything):
        asked, answered = asyncio.Event(), asyncio.Event()

        class Slow:
            @hookimpl
            async def verify_player(self, claim):
                asked.set()
                await answered.wait()
                keys = {"name": claim.typed_name.casefold()}
                return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, canonical=claim.typed_name, keys=keys)]

        async with open_bench(Slow) as host:
            await host.create()
            await host.sign_up("annhandle", name="Ännchen#EUW")
            running = asyncio.create_task(host.drain())
            await asked.wait()
            async with open_bench() as other:
                await other.app.privacy.erase(await ann(other), actor=ME)

            answered.set()
            await running

            assert (await host.state()).entrants
            assert [one.type for one in await host.desk.history((await host.state()).id)][-1] == "PersonErased"
            await host.app.journal.give_back()
        assert [secret for secret in ("Ännchen", "annhandle") if secret.encode() in everything()] == []

    async def test_may_learn_a_name_while_somebody_is_asked_whether_to_erase(self, open_bench, everything):
        async with open_bench() as bench:
            await bench.create()
            await bench.sign_up("annhandle", name="Ännchen#EUW")
            asked_about = await ann(bench)
            (person,) = asked_about.persons
            await bench.do(c.UpdateSignUp, person=person, typed_name="Alterann#EUW")
            await bench.do(c.CloseRegistration, reason="Alterann#EUW was the last one")

            await bench.app.privacy.erase(asked_about, actor=ME)
        assert [secret for secret in ("Ännchen", "Alterann") if secret.encode() in everything()] == []


class TestTables:
    async def test_an_erased_row_is_listed_and_not_signed_up_again(self, open_sheet_bench, file, everything):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=8)
            path = file("annhandle,Ännchen#EUW", "bob,Bob#EUW", ",Cleo#EUW")
            await bring(bench, path)
            await bench.drain()
            await bench.app.privacy.erase(await ann(bench), actor=ME)

            for _ in range(2):
                report = await bring(bench, path)
                await bench.drain()
                (refused,) = [one for one in report.outcomes if one.refusal]
                assert (refused.row_number, refused.refusal.code) == (2, "row_erased")
                assert "tiltyard signup" in refused.refusal.next_step
                assert [one.result for one in report.outcomes] == ["refused", "unchanged", "unchanged"]
                assert len((await bench.state()).entrants) == 3
            await bench.app.journal.give_back()
        assert [secret for secret in SECRETS[:3] if secret.encode() in everything()] == []

    async def test_also_when_only_the_name_is_left_or_another_tournament_reads_the_table(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=8)
            path = file("annhandle,Ännchen#EUW", "bob,Bob#EUW")
            await bring(bench, path)
            await bench.drain()
            await bench.app.privacy.erase(await ann(bench), actor=ME)

            report = await bring(bench, file(",ännchen#euw", "bob,Bob#EUW"))
            assert [one.result for one in report.outcomes] == ["refused", "unchanged"]
            await bench.desk.handle(
                c.CreateTournament(tournament=OTHER, actor=ME, title="Other", rules=Rules(capacity=2))
            )
            await bench.desk.handle(c.OpenRegistration(tournament=OTHER, actor=ME))
            read = await bench.app.tables.understand(
                await bench.app.tables.fetch(RowSource("csv", str(file("annhandle,Ännchen#EUW")))), tournament=OTHER
            )
            report = await Importer(bench.desk, bench.app.tables, FORM).run(OTHER, read)
            assert [one.refusal.code for one in report.outcomes] == ["row_erased"]

    async def test_whoever_signs_up_again_by_hand_is_in_again(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=8)
            path = file("annhandle,Ännchen#EUW", "bob,Bob#EUW")
            await bring(bench, path)
            await bench.drain()
            subject = await ann(bench)
            await bench.do(c.Drop, person=subject.people[0].person)
            await bench.app.privacy.erase(subject, actor=ME)
            assert [one.result for one in (await bring(bench, path)).outcomes] == ["refused", "unchanged"]

            await bench.sign_up("annhandle", name="Ännchen#EUW")
            await bench.drain()

            assert [one.result for one in (await bring(bench, path)).outcomes] == ["unchanged", "unchanged"]


@ON_SQLITE
class TestCommands:
    @pytest.fixture
    async def run(self, open_bench, tmp_path):
        async with open_bench() as bench:
            await play(bench)
        return lambda *words: CliRunner().invoke(main, ["--data-dir", str(tmp_path), "privacy", *map(str, words)])

    def test_export(self, run, tmp_path):
        done = run("export", "annhandle", "-o", tmp_path / "ann.json")

        assert done.exit_code == 0, done.output
        assert "2 tournaments" in done.stdout
        assert "Ännchen" in (tmp_path / "ann.json").read_text("utf-8")

    def test_erase_shows_first_and_asks(self, run, everything):
        shown = run("erase", "annhandle", "--dry-run")
        nobody_there_to_ask = run("erase", "annhandle")
        assert (shown.exit_code, nobody_there_to_ask.exit_code) == (0, 2)
        assert "events" in shown.stdout
        assert "Ännchen#EUW" in shown.stdout
        assert "Not ours to erase" in shown.stderr
        assert "Ännchen".encode() in everything()

        done = run("erase", "annhandle", "--reason", "asked for it", "--yes")

        assert done.exit_code == 0, done.output
        assert "their results stay, as Player " in done.stdout
        assert "Nothing of it is left" in done.stdout
        assert [secret for secret in SECRETS if secret.encode() in everything()] == []
        assert json.loads(run("erase", "annhandle", "--dry-run", "--json").stdout)["would_erase"]["events"] == 0

    def test_nobody_of_that_name_is_refused(self, run):
        done = run("erase", "nobody", "--yes")

        assert done.exit_code == 1
        assert "nobody" in done.stderr.lower()


def test_a_subject_is_mentioned_by_whole_words_only():
    from tiltyard.desk.people import Known

    ann = Subject((Known(OTHER, "p1", names={"Ann#1", "discord:ann"}),))

    assert ann.is_mentioned("Ann#1 plays so.")
    assert ann.is_mentioned("ann, again")
    assert not ann.is_mentioned("the annual cup")
    assert ann.is_mentioned("person p1")
    assert not Subject((), frozenset({"ab"})).is_mentioned("about anything")
