"""
Set the stage of the demo and play it: the same commands, plugins and followers that a real evening uses.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from tiltyard import samples
from tiltyard.app import App
from tiltyard.demo.numbers import Numbers, numbers_of
from tiltyard.demo.script import Deed, Script, Step
from tiltyard.desk.importer import Importer, ImportReport, Progress
from tiltyard.desk.services import Services
from tiltyard.desk.tables import ReadTable
from tiltyard.errors import PortInUse
from tiltyard.models import Actor, EventRecord, RowSource, Rules, ServiceStatus, Tournament, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Accepted
from tiltyard.tournament.text import tournament_id

TITLE = "Demo Cup"
SEATS = 32
CUP = tournament_id("local", "demo-cup")
DESK = Actor("cli", "demo", "demo desk")
FORM = Actor("import", "demo", "sign-up form")
PLAYER = Actor("host", "demo", "player")

CHECK_IN_OPENS_IN = timedelta(minutes=5)
CHECK_IN_LASTS = timedelta(minutes=30)
DRAIN_WITHIN_S = 20.0


class Stage:
    """The demo, scene by scene; whoever calls it decides how to show them."""

    def __init__(self, app: App, seed: int) -> None:
        self._app = app
        self._script = Script.seeded(seed)
        self._report = ImportReport(())
        self.services = Services(app.host)

    async def state(self) -> Tournament:
        """Demo Cup now."""
        state = await self._app.desk.state(CUP)
        if state is None:
            raise LookupError("the demo has not begun")
        return state

    async def create(self) -> Tournament:
        """Create Demo Cup and open its registration."""
        opens_at = self._app.clock.now().replace(microsecond=0) + CHECK_IN_OPENS_IN
        windows = Windows(check_in_opens_at=opens_at, check_in_closes_at=opens_at + CHECK_IN_LASTS)
        rules = Rules(capacity=SEATS, windows=windows)
        await self._app.desk.handle(c.CreateTournament(tournament=CUP, actor=DESK, title=TITLE, rules=rules))
        await self._app.desk.handle(c.OpenRegistration(tournament=CUP, actor=DESK))
        return await self.state()

    async def read(self, directory: Path) -> ReadTable:
        """Copy the shipped export and have the plugins read and understand it."""
        sheet = directory / "signups.csv"
        with samples.signups() as shipped:
            shutil.copyfile(shipped, sheet)
        table = await self._app.tables.fetch(RowSource("csv", str(sheet)))
        return await self._app.tables.understand(table, tournament=CUP)

    async def sign_up(self, read: ReadTable, progress: Progress) -> ImportReport:
        """Sign up every row, in order."""
        self._report = await Importer(self._app.desk, self._app.tables, FORM).run(CUP, read, progress=progress)
        return self._report

    async def verify(self) -> list[str]:
        """Let the verifier ask all plugins about everyone; says what is left."""
        return await self._app.runner.drain(DRAIN_WITHIN_S)

    async def open_check_in(self) -> None:
        """Open check-in, a little before its time."""
        await self._app.desk.handle(c.CloseRegistration(tournament=CUP, actor=DESK))
        await self._app.desk.handle(c.OpenCheckIn(tournament=CUP, actor=DESK))

    async def start_services(self, ports: Mapping[str, int]) -> list[ServiceStatus]:
        """Start the live page, where a plugin brings one.

        raises  PortInUse
        """
        return await self.services.start(ports=ports, lasting=False)

    async def start_services_anywhere(
        self, ports: Mapping[str, int], taken: Callable[[PortInUse], None]
    ) -> list[ServiceStatus]:
        """The same; where a port that nobody chose is taken, on ports that are free.

        taken   told why other ports are used
        raises  PortInUse for a port that was chosen
        """
        try:
            return await self.start_services(ports)
        except PortInUse as error:
            if any(one.service in ports for one in (error, *error.also)):
                raise
            taken(error)
        names = [spec.name for spec in await self.services.specs() if spec.port and spec.name not in ports]
        return await self.start_services({**dict(zip(names, _free_ports(len(names)), strict=True)), **ports})

    async def follow(self) -> None:
        """Be the host from now on: time passes, and what other terminals ask for is followed up."""
        await self._app.runner.run()

    async def play(
        self, pace: Callable[[float], Awaitable[None]], happened: Callable[[list[EventRecord], Tournament], None]
    ) -> None:
        """Play the evening to its end.

        pace      awaited before each step with the seconds it comes after the last
        happened  told the events of each step and the state after it
        """
        while step := self._script.next(await self.state()):
            await pace(step.after_s)
            answer = await self._app.desk.handle(_command(step))
            if isinstance(answer, Accepted):
                happened(list(answer.events), await self.state())

    async def numbers(self) -> Numbers:
        """What came of it so far."""
        return numbers_of(self._report, await self.state(), await self._app.desk.history(CUP))


def _free_ports(number: int) -> list[int]:
    """So many ports that nobody listens on now."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _command(step: Step) -> c.Command:
    kind = c.CheckIn if step.deed is Deed.CHECK_IN else c.Drop
    return kind(tournament=CUP, actor=PLAYER, person=step.person)
