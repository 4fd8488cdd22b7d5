"""
The test kit, used as a plugin author would.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from importlib.metadata import entry_points

import pytest
from attrs import frozen

from tiltyard import hookimpl
from tiltyard.errors import HookFailed, SourceChanged, SourceNotFound, Unavailable
from tiltyard.models import CellChange, Evidence, Finding, PersonId, PlayerClaim, RowChanges, RowSource, Verdict
from tiltyard.settings import setting
from tiltyard.testing import FakeClock, Leak, MemoryStore, Misbehaviour, no_leaks

CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")
PLAYERS = RowSource("mem", "players")


@frozen
class GooseSettings:
    word: str = setting("goose", "A word.")


class GoosePlugin:
    Settings = GooseSettings

    async def start(self, ctx):
        self.ctx = ctx

    @hookimpl
    async def verify_player(self, claim):
        return [Finding(self.ctx.settings.word, Verdict.VERIFIED, Evidence.SHAPE)]


class TestHost:
    async def test_it_holds_just_the_plugins_that_were_handed_in(self, plugin_host):
        async with plugin_host(goose=GoosePlugin, settings={"goose": {"word": "gander"}}) as host:
            (outcome,) = await host.hooks.verify_player(CLAIM)

            assert [record.name for record in host.records] == ["goose"]
            assert outcome.value[0].code == "gander"

    async def test_the_files_of_a_plugin_can_be_looked_at_afterwards(self, plugin_host, tmp_path):
        class Writes(GoosePlugin):
            async def start(self, ctx):
                ctx.state_dir.mkdir()
                (ctx.state_dir / "egg").touch()

        async with plugin_host(goose=Writes, state_dir=tmp_path):
            pass

        assert (tmp_path / "goose" / "egg").exists()

    async def test_a_plugin_may_use_the_threads_of_asyncio(self, plugin_host):
        class Reads(GoosePlugin):
            @hookimpl
            async def verify_player(self, claim):
                return await asyncio.to_thread(list)

        async with plugin_host(goose=Reads) as host:
            (outcome,) = await host.hooks.verify_player(CLAIM)

        assert outcome.value == []

    async def test_it_runs_on_the_fake_clock(self, plugin_host, fake_clock):
        class Flaky(GoosePlugin):
            tries = 0

            async def start(self, ctx):
                type(self).tries += 1
                if type(self).tries < 2:
                    raise Unavailable("not yet", retry_after_s=600)

        async with plugin_host(flaky=Flaky) as host:
            assert host.records[0].status == "waiting"
            await fake_clock.advance(599)
            assert Flaky.tries == 1
            await fake_clock.advance(1)
            assert host.records[0].status == "ready"

    async def test_an_instance_made_beforehand_may_be_handed_in(self, plugin_host, memory_rows):
        rows = memory_rows(players=[["Riot ID"], ["Ann#EUW"]])
        async with plugin_host(rows=rows) as host:
            rows.tables["players"].append(["Bob#EUW"])
            assert len((await host.hooks.fetch_rows(PLAYERS)).cells) == 3


class TestRows:
    async def test_rows_of_any_length_are_padded(self, plugin_host, memory_rows):
        async with plugin_host(rows=memory_rows(players=[["a", "b"], ["c"]])) as host:
            assert (await host.hooks.fetch_rows(PLAYERS)).cells == [["a", "b"], ["c", ""]]

    async def test_changes_are_written_and_an_edit_in_between_is_noticed(self, plugin_host, memory_rows):
        rows = memory_rows(players=[["Name", "Here"], ["ann", ""]])
        async with plugin_host(rows=rows) as host:
            table = await host.hooks.fetch_rows(PLAYERS)
            changes = RowChanges(table.revision, 0, 0, (CellChange("ann", 1, "", "TRUE"),))
            written = await host.hooks.write_rows(PLAYERS, changes)

            assert (rows.tables["players"][1], written.key_column) == (["ann", "TRUE"], ("Name", "ann"))
            with pytest.raises(SourceChanged):
                await host.hooks.write_rows(PLAYERS, changes)

    async def test_a_table_that_is_not_there_is_named_with_those_that_are(self, plugin_host, memory_rows):
        async with plugin_host(rows=memory_rows(players=[])) as host:
            with pytest.raises(SourceNotFound, match="There is: players"):
                await host.hooks.fetch_rows(RowSource("mem", "others"))


class TestFaults:
    @pytest.mark.parametrize(
        ("how", "words"),
        [
            ("raise", "raised: RuntimeError"),
            ("hang", "late: no answer"),
            ("swallow", "hung: no answer"),
            ("lie", "wrong_type"),
            ("exit", "raised: SystemExit"),
        ],
    )
    async def test_a_hook_misbehaves_as_it_was_told_to(self, plugin_host, fault, how, words):
        async with plugin_host(goose=fault(GoosePlugin, "verify_player", how)) as host:
            (outcome,) = await host.hooks.verify_player.within(0.05)(CLAIM)
            while host.going_on("goose"):  # noqa: ASYNC110 # what swallows its cancellation ends by itself
                await asyncio.sleep(0.01)

        assert words in str(outcome.fault)

    async def test_a_vendor_that_is_down_is_no_fault(self, plugin_host, fault):
        async with plugin_host(goose=fault(GoosePlugin, "verify_player", Misbehaviour.DOWN)) as host:
            (outcome,) = await host.hooks.verify_player(CLAIM)

        assert (outcome.fault, outcome.error.retry_after_s) == (None, 1.0)

    async def test_blocking_is_blamed(self, plugin_host, fault, monkeypatch):
        monkeypatch.setattr("tiltyard.host.isolation.BLOCKED_AFTER_S", 0.01)
        monkeypatch.setattr("tiltyard.testing.faults.BLOCK_S", 0.02)
        async with plugin_host(goose=fault(GoosePlugin, "verify_player", "block")) as host:
            (outcome,) = await host.hooks.verify_player(CLAIM)

        assert "blocked" in str(outcome.fault)

    def test_a_hook_that_is_not_there_cannot_misbehave(self, fault):
        with pytest.raises(ValueError, match="GoosePlugin does not implement fetch_rows"):
            fault(GoosePlugin, "fetch_rows", "raise")

    async def test_arguments_reach_whoever_takes_them(self, plugin_host, fault, memory_rows):
        async with plugin_host(rows=fault(memory_rows, "write_rows", "raise")) as host:
            with pytest.raises(HookFailed, match="on purpose"):
                await host.hooks.write_rows(PLAYERS, RowChanges("", 0, 0, ()))


class TestLeaks:
    async def test_a_task_that_goes_on_is_named(self, monkeypatch):
        monkeypatch.setattr("tiltyard.testing.leaks.ENDING_S", 0.01)
        with pytest.raises(Leak, match="task 'forgotten' is still running"):
            async with no_leaks():
                task = asyncio.create_task(asyncio.sleep(9), name="forgotten")
        task.cancel()

    async def test_a_thread_that_goes_on_is_named(self, monkeypatch):
        monkeypatch.setattr("tiltyard.testing.leaks.ENDING_S", 0.01)
        end = threading.Event()
        with pytest.raises(Leak, match="thread 'forgotten' is still running"):
            async with no_leaks():
                threading.Thread(target=end.wait, args=(9,), name="forgotten").start()
        end.set()

    async def test_a_coroutine_that_nobody_awaited_is_named(self):
        async def forgotten(): ...

        with pytest.raises(Leak, match=r"coroutine .*forgotten.* was never awaited"):
            async with no_leaks():
                forgotten()

    async def test_what_ends_in_time_is_no_leak(self):
        async with no_leaks():
            task = asyncio.create_task(asyncio.sleep(0.01, "done"))

        assert await task == "done"

    async def test_a_failure_inside_is_not_hidden(self):
        with pytest.raises(KeyError):
            async with no_leaks():
                raise KeyError

    async def test_a_plugin_that_leaves_a_task_behind_fails_its_test(self, plugin_host, monkeypatch):
        monkeypatch.setattr("tiltyard.testing.leaks.ENDING_S", 0.01)
        tasks = []

        class Forgets:
            async def start(self, ctx):
                tasks.append(asyncio.create_task(asyncio.sleep(9), name="poller"))

        with pytest.raises(Leak, match="poller"):
            async with plugin_host(forgets=Forgets):
                pass
        tasks[0].cancel()


class TestClock:
    async def test_sleepers_wake_in_the_order_of_their_times_and_see_theirs(self):
        clock, woken = FakeClock(), []

        async def sleep(seconds):
            await clock.sleep(seconds)
            woken.append((seconds, clock.monotonic()))

        tasks = [asyncio.create_task(sleep(seconds)) for seconds in (3, 1, 2)]
        await clock.settle()
        await clock.advance(2.5)
        assert woken == [(1, 1), (2, 2)]
        await clock.advance(1)
        await asyncio.gather(*tasks)

        assert (clock.monotonic(), woken[-1]) == (3.5, (3, 3))

    async def test_no_time_passes_by_itself(self):
        clock = FakeClock()
        before = clock.now()
        time.sleep(0.001)  # noqa: ASYNC251 # real time, which must not count

        assert clock.now() == before


class TestStore:
    async def test_it_keeps_what_a_journal_would_and_refuses_what_it_would(self):
        clock = FakeClock()
        store = MemoryStore(clock)
        await store.put("short", (1, 2), ttl_s=10)

        assert await store.get("short") == [1, 2]
        assert await store.change("count", lambda count: (count or 0) + 1) == 1
        assert await store.change_at("at", lambda before, now_s: [before, now_s]) == [None, clock.now().timestamp()]
        with pytest.raises(TypeError):
            await store.put("object", object())
        await clock.advance(10)
        await store.delete("count")
        assert (await store.get("short"), await store.get("count")) == (None, None)


def test_a_project_that_tests_something_else_need_not_have_what_plugin_authors_test_with():
    (ours,) = entry_points(group="pytest11", name="tiltyard")
    absent = "import sys; sys.modules['hypothesis'] = None; "
    told = "print(*(name for name in sys.modules if name.startswith('tiltyard.')))"
    done = subprocess.run(
        [sys.executable, "-c", f"{absent}import {ours.value}; {told}"], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) <= {ours.value, "tiltyard.markers"}
