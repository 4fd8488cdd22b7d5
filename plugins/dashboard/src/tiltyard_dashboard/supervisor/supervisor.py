"""
The supervisor: what happens with services, and in which order.

It owns its services from the first process to the last. A start that fails or is cancelled is undone to the end, a stop
is finished even when the one who asked has gone, and nothing that we did not start is ever touched.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve

from tiltyard.clock import Clock, SystemClock
from tiltyard.errors import SettingsError, Unavailable
from tiltyard.models import ServiceSpec, ServiceState, ServiceStatus
from tiltyard_dashboard.supervisor import adoption, system
from tiltyard_dashboard.supervisor import ports as port_book
from tiltyard_dashboard.supervisor.budget import share_s
from tiltyard_dashboard.supervisor.caretaker import Caretaker, Hands
from tiltyard_dashboard.supervisor.errors import AlreadySupervised, ServiceFailed, StateUnusable
from tiltyard_dashboard.supervisor.exits import Exit
from tiltyard_dashboard.supervisor.kept import KeptService
from tiltyard_dashboard.supervisor.life import Life
from tiltyard_dashboard.supervisor.lock import StateLock
from tiltyard_dashboard.supervisor.order import chosen, start_order, with_dependencies
from tiltyard_dashboard.supervisor.probe import Probe
from tiltyard_dashboard.supervisor.records import Identity, Record, StateDir
from tiltyard_dashboard.supervisor.renumber import renumber
from tiltyard_dashboard.supervisor.restarts import Restarts
from tiltyard_dashboard.supervisor.strays import end_strays
from tiltyard_dashboard.supervisor.tasks import finish, join

STOP_WITHIN_S = 15.0
STRAGGLERS_WITHIN_S = 3.0
LOG_CAP_BYTES = 4 << 20
ORPHAN_GRACE_S = 600.0


class Supervisor:
    """Starts, stops and reports services.

    specs          all services it may be asked about
    state_dir      made when it is needed; only one supervisor works in it at a time, among all processes
    stop_within_s  a stop of everything ends within this time
    log_cap_bytes  no service's log grows beyond this
    orphan_grace_s how long services go on when this process is killed, for the next one to take them over; 0: not at
                   all
    jitter         0 to 1: services that crashed together are not begun again together
    platform       the system we are on
    """

    def __init__(
        self,
        specs: Sequence[ServiceSpec],
        state_dir: Path,
        *,
        stop_within_s: float = STOP_WITHIN_S,
        log_cap_bytes: int = LOG_CAP_BYTES,
        orphan_grace_s: float = ORPHAN_GRACE_S,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
        platform: system.Platform | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self._specs = tuple(specs)
        self._state = StateDir(Path(state_dir))
        self._stop_within_s = stop_within_s
        self._log_cap_bytes = log_cap_bytes
        self._platform = platform or system.here()
        self._orphan_grace_s = orphan_grace_s if self._platform.subreaper else 0.0
        self._lock = StateLock(self._state.lock)
        self._keeps_hold = False
        self._token = ""
        self._lives = {spec.name: Life(spec, clock, clock.now()) for spec in self._specs}
        hands = Hands(self._put_down, self._begin_again, self._let_go)
        self._caretaker = Caretaker(self._lives, clock, jitter, hands)
        self._turn = asyncio.Lock()
        self._give_up = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None

    @property
    def runs(self) -> bool:
        """Whether any process of any service may be alive, or will be by itself."""
        return any(life.lingers or life.revives for life in self._lives.values())

    @property
    def holds(self) -> bool:
        """Whether this supervisor has the state directory."""
        return self._lock.held

    async def hold(self) -> None:
        """Take the state directory now and keep it until `release`; `start` alone keeps it while something runs.

        What an earlier holder left running when it was killed is taken over when it is what would be started now (see
        `adoption`), and ended first when it is not.

        raises  AlreadySupervised, StateUnusable, Unavailable where the system is not supported
        """
        await finish(self._take())
        self._keeps_hold = True

    async def release(self) -> None:
        """Give the state directory back, unless something still runs."""
        self._keeps_hold = False
        self._let_go()
        if not self.runs:
            await self._caretaker.end()

    async def start(
        self, names: Iterable[str] | None = None, ports: Mapping[str, int] | None = None, *, lasting: bool = True
    ) -> None:
        """Start services and what they depend on, each when those before it are ready; None starts all.

        Those that run already are left alone. When one fails, or the caller is cancelled, or a stop is asked for
        meanwhile, everything that this call has begun is undone, last started first, before this raises.

        ports    service name to a port for this run (see `renumber`)
        lasting  False: what starts now ends at once when this process is killed
        raises   SettingsError, BadInput, AlreadySupervised, StateUnusable, PortInUse, ServiceFailed, Unavailable
        """
        async with self._turn:
            await self._start(names, ports or {}, lasting=lasting)

    async def stop(self, names: Iterable[str] | None = None) -> None:
        """Stop services, last started first; None stops all. Asking again, or stopping what does not run, is fine.

        A start that is under way is given up. Every caller waits until the stop is done, a cancelled one too.

        raises  BadInput for an unknown name, Unavailable when a process could not be ended
        """
        wanted = {spec.name for spec in chosen(self._specs, names)}
        while self._stopping and not self._stopping.done():
            await join(self._stopping)
            wanted = {name for name in wanted if self._lives[name].lingers or self._lives[name].revives}
        self._stopping = asyncio.create_task(self._stop_in_turn(wanted), name="stop services")
        await join(self._stopping)

    async def restart(self, names: Iterable[str] | None = None) -> None:
        """Stop services, then start them on the ports they had; None restarts all.

        What depends on them keeps running meanwhile.

        raises  as `stop` and `start`
        """
        wanted = {spec.name for spec in chosen(self._specs, names)}
        async with self._turn:
            had = {name: port for name in wanted if (port := self._lives[name].spec.port) is not None}
            try:
                await self._let_be(wanted)
                await finish(self._end(wanted, self._deadline()))
                await self._start(wanted, had, lasting=all(self._lives[name].lasting for name in wanted))
            finally:
                self._let_go()

    async def status(self) -> list[ServiceStatus]:
        """How every service is, in the order of the specs; also those that nobody supervises now but that still run."""
        statuses = [life.status(self._lives) for life in self._lives.values()]
        left = {} if self._lock.held else await asyncio.to_thread(self._left_behind)
        statuses = [_left(one, left[one.name]) if one.name in left else one for one in statuses]
        return [evolve(one, log=str(self._state.log(one.name))) for one in statuses]

    async def _start(self, names: Iterable[str] | None, ports: Mapping[str, int], *, lasting: bool) -> None:
        wanted = {spec.name for spec in chosen(self._specs, names)}
        if not self._fresh(wanted, ports):  # which also refuses what cannot be before anything is touched
            return
        self._refuse_when_given_up()
        with ExitStack() as undo:
            undo.callback(self._let_go)
            await finish(self._take())
            fresh = self._fresh(wanted, ports)  # without what was taken over
            await self._let_be({spec.name for spec in fresh})
            undo.pop_all()
        for spec in fresh:
            self._lives[spec.name].restarts = Restarts()
            self._lives[spec.name].lasting = lasting
        if fresh:
            await self._bring_all_up(fresh)

    async def _bring_all_up(self, fresh: Sequence[ServiceSpec]) -> None:
        """Start these in order; all of them are undone when one fails."""
        self._refuse_when_given_up()
        async with AsyncExitStack() as undo:
            undo.callback(self._let_go)
            await self._end_stragglers(fresh)
            await port_book.refuse_taken(fresh)
            begun: list[Life] = []
            undo.push_async_callback(self._roll_back, begun)
            async with Probe() as probe:
                for spec in fresh:
                    await self._bring_up(spec, begun, probe)
            undo.pop_all()
        self._caretaker.begin()

    def _fresh(self, wanted: set[str], ports: Mapping[str, int]) -> list[ServiceSpec]:
        """What has to be started, in order, on the right ports."""
        running = {name: life.spec for name, life in self._lives.items() if life.runs}
        for name, port in ports.items():
            if name in running and running[name].port != port:
                raise SettingsError(
                    f"service {name} already runs on port {running[name].port}",
                    which=f"asked for {port}",
                    next_step=f"Stop it first: `tiltyard services stop {name}`.",
                )
        in_use = {name: spec.port for name, spec in running.items() if spec.port is not None}
        ordered = start_order(renumber(self._specs, {**ports, **in_use}))
        return [spec for spec in with_dependencies(ordered, wanted) if spec.name not in running]

    async def _bring_up(self, spec: ServiceSpec, begun: list[Life], probe: Probe) -> None:
        """Start one service and wait until it is ready; those begun before it must stay alive meanwhile."""
        life = self._lives[spec.name]
        life.spec = spec
        life.enter(ServiceState.STARTING)
        kept = life.kept = self._keep(spec)
        begun.append(life)
        await kept.begin()
        ready = asyncio.create_task(_until_ready(kept, probe))
        exits = [asyncio.create_task(one.kept.exited.wait()) for one in begun if one.kept]
        news = [ready, *exits, asyncio.create_task(self._give_up.wait())]
        try:
            await asyncio.wait(news, timeout=spec.grace, return_when=asyncio.FIRST_COMPLETED)
            self._refuse_when_given_up()
            self._refuse_ended(begun)
            if not ready.done():
                life.last_error = f"was not ready within {spec.grace:g} s"
                raise ServiceFailed(spec.name, life.last_error, log=self._state.log(spec.name))
            ready.result()
        finally:
            for task in news:
                task.cancel()
            await asyncio.gather(*news, return_exceptions=True)
        life.enter(ServiceState.RUNNING)

    def _refuse_when_given_up(self) -> None:
        if self._give_up.is_set():
            raise Unavailable("the start was given up", which="a stop was asked for meanwhile")

    def _refuse_ended(self, begun: Sequence[Life]) -> None:
        for life in begun:
            if life.kept and (seen := life.kept.exit):
                life.last_error = str(seen)
                raise ServiceFailed(
                    life.spec.name,
                    seen.what if seen.refused else f"{seen.what} before the start was complete",
                    log=self._state.log(life.spec.name) if life.kept.pid else None,
                    exit_code=seen.code,
                    signal=seen.signal,
                    last_lines=seen.last_lines,
                )

    def _note_exit(self, kept: KeptService, seen: Exit) -> None:
        """A service's main process has ended: it is known at once."""
        life = self._lives[kept.spec.name]
        if life.kept is kept and life.state is ServiceState.RUNNING:
            self._caretaker.has_ended(life, seen)

    async def _put_down(self, life: Life) -> None:
        async with self._turn:
            if life.state is ServiceState.BACKOFF:
                await finish(self._end({life.spec.name}, self._deadline(), ServiceState.BACKOFF))

    async def _begin_again(self, life: Life) -> None:
        """Begin a service again on the port it had, unless somebody has decided otherwise meanwhile."""
        async with self._turn:
            if life.state is ServiceState.BACKOFF:
                await self._bring_all_up([life.spec])

    async def _let_be(self, names: Iterable[str]) -> None:
        """From now on these are not begun again by themselves. Only with the turn."""
        for name in names:
            await self._lives[name].let_be()

    async def _roll_back(self, begun: list[Life]) -> None:
        """Undo a start, keeping in mind which service failed and why."""
        errors = {life: life.last_error for life in begun if life.last_error}
        for life in begun:
            if life.state is not ServiceState.STARTING:  # one of several that was ready already and ended since
                await life.let_be()
        await finish(self._end({life.spec.name for life in begun}, self._deadline()))
        for life, error in errors.items():
            life.enter(ServiceState.FAILED, error)

    async def _end_stragglers(self, fresh: Sequence[ServiceSpec]) -> None:
        """What is left of an earlier run may still hold the port."""
        lingering = {spec.name for spec in fresh if self._lives[spec.name].lingers}
        if lingering:
            await finish(self._end(lingering, asyncio.get_running_loop().time() + STRAGGLERS_WITHIN_S))

    async def _stop_in_turn(self, wanted: set[str]) -> None:
        deadline = self._deadline()
        self._give_up.set()
        try:
            async with self._turn:
                self._give_up.clear()
                await self._let_be(wanted)
                others = await self._take_what_was_left(wanted)
                await self._end(wanted, deadline)
                for life in others:
                    life.leave()
                self._let_go()
                if not self.runs:
                    await self._caretaker.end()
        finally:
            self._give_up.clear()

    async def _end(self, wanted: set[str], deadline: float, into: ServiceState = ServiceState.STOPPED) -> None:
        """End these services in reverse order, sharing the time that is left; they are `into` from now on."""
        loop = asyncio.get_running_loop()
        ending = [life for life in reversed(self._in_order()) if life.spec.name in wanted]
        stuck = []
        for place, life in enumerate(ending):
            life.enter(into, life.last_error if into is ServiceState.BACKOFF else "")
            if life.kept and life.lingers:
                gone = await life.kept.end(share_s(deadline - loop.time(), len(ending) - place))
                if not gone:
                    life.enter(ServiceState.FAILED, "could not be ended; its keeper goes on trying")
                    stuck.append(life.kept)
        if stuck:
            raise Unavailable(
                "not every process could be ended",
                which=", ".join(f"{kept.spec.name} (pid {kept.pid})" for kept in stuck),
                next_step="Its keeper goes on trying; `ps` shows what the process waits for.",
            )

    def _in_order(self) -> list[Life]:
        """All services in start order; in the order given when there is none, because then nothing was started."""
        try:
            return [self._lives[spec.name] for spec in start_order(self._specs)]
        except SettingsError:
            return list(self._lives.values())

    async def _take(self) -> None:
        if self._lock.held:
            return
        system.require_supported(self._platform)
        try:
            await asyncio.to_thread(self._state.prepare)
            with ExitStack() as undo:
                undo.callback(self._lock.release)
                await asyncio.to_thread(self._lock.acquire)
                await self._take_over(undo)
                undo.pop_all()
        except OSError as error:
            raise StateUnusable(self._state.path, error) from error

    async def _take_over(self, undo: ExitStack) -> None:
        """Take over what a killed host left and is as we want it; end the rest."""
        self._token = await asyncio.to_thread(self._state.token)
        taken = await adoption.take_over(self._specs, self._state, self._keep)
        for kept in taken.values():
            undo.callback(kept.leave)
        await end_strays(self._state, spared=taken)
        for name, kept in taken.items():
            life = self._lives[name]
            life.spec, life.kept = kept.spec, kept
            life.enter(ServiceState.RUNNING)
            if kept.pid and (born := Identity.of(kept.pid)):
                life.since = datetime.fromtimestamp(born.create_time, UTC)
        if taken:
            self._caretaker.begin()

    async def _take_what_was_left(self, wanted: Collection[str]) -> list[Life]:
        """Before a stop without a host: take over what runs. Returns what was taken over and is not to be stopped."""
        left = {} if self._lock.held else await asyncio.to_thread(self._left_behind)
        if not left:
            return []
        with suppress(AlreadySupervised):  # then they are somebody's, and not ours to stop
            await self._take()
        return [life for name, life in self._lives.items() if name in left and name not in wanted and life.lingers]

    def _left_behind(self) -> dict[str, Record]:
        """Services that a record names and that live. Blocks."""
        found = [one for one in self._state.records() if one.name in self._lives]
        return {one.name: one for one in found if one.service and one.service.process()}

    def _keep(self, spec: ServiceSpec) -> KeptService:
        asked = next(one for one in self._specs if one.name == spec.name)
        return KeptService(
            spec,
            self._state,
            self._note_exit,
            log_cap_bytes=self._log_cap_bytes,
            likeness=adoption.likeness(asked, spec, self._token),
            orphan_grace_s=self._orphan_grace_s if self._lives[spec.name].lasting else 0.0,
            platform=self._platform,
        )

    def _let_go(self) -> None:
        if not self._keeps_hold and not self.runs:
            self._lock.release()

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._stop_within_s


async def _until_ready(kept: KeptService, probe: Probe) -> None:
    """Return when our own service answers.

    raises  PortInUse when somebody else answers in its place
    """
    await kept.settled.wait()
    await probe.until_ready(kept.spec)
    if kept.keeper_pid is not None:
        await port_book.refuse_foreign(kept.spec, kept.keeper_pid)


def _left(status: ServiceStatus, record: Record) -> ServiceStatus:
    """A service whose host has gone."""
    return evolve(
        status,
        state=ServiceState.RUNNING,
        pid=record.service.pid if record.service else None,
        port=record.port,
        url=f"http://127.0.0.1:{record.port}" if record.port else None,
        since=datetime.fromtimestamp(record.service.create_time, UTC) if record.service else None,
        supervised=False,
        last_error="",
    )
