"""Runs the practice gateways, each system on a loopback port of its own."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.practice import adobe_faults, opendatasoft_faults, qrvey_faults
from gatewaydesk.practice.faults import Faults, meant_for

if TYPE_CHECKING:
    from gatewaydesk.practice.hdruk import HdrukPractice
    from gatewaydesk.practice.listener import Listener
    from gatewaydesk.practice.system import System


def _hdruk(folder: Path, faults: str, stopping: threading.Event, samples: bool) -> System:
    from gatewaydesk.practice.hdruk import HdrukPractice

    return HdrukPractice(folder, faults, stopping, samples=samples)


def _adobe(folder: Path, faults: str, stopping: threading.Event, samples: bool) -> System:
    from gatewaydesk.practice.adobe import AdobePractice

    return AdobePractice(folder, faults, stopping, samples=samples)


def _opendatasoft(folder: Path, faults: str, stopping: threading.Event, samples: bool) -> System:
    from gatewaydesk.practice.opendatasoft import OpendatasoftPractice

    return OpendatasoftPractice(folder, faults, stopping, samples=samples)


def _qrvey(folder: Path, faults: str, stopping: threading.Event, samples: bool) -> System:
    from gatewaydesk.practice.qrvey import QrveyPractice

    return QrveyPractice(folder, faults, stopping, samples=samples)


@dataclass(frozen=True)
class Offered:
    """One system that can be practised on.

    Attributes:
        make: opens it: folder, faults, what is set when the server stops, whether a fresh folder gets samples.
        faults: the faults that only this system has, with what each does; see `faults.Faults`.
        lists: how the path of a POST ends that only reads, so that faults of calls that change something leave it out.
    """

    make: Callable[[Path, str, threading.Event, bool], System]
    faults: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()

    def reads(self, path: str) -> bool:
        """Whether a call of that path changes nothing, whatever its method."""
        return path.endswith(self.lists)


SYSTEMS: Mapping[str, Offered] = {
    "hdruk": Offered(_hdruk),
    "opendatasoft": Offered(_opendatasoft, opendatasoft_faults.OWN),
    "adobe": Offered(_adobe, adobe_faults.OWN, lists=("/ims/token/v3",)),
    "qrvey": Offered(_qrvey, qrvey_faults.OWN, lists=("/all", "/core/login/token")),
}
OWN_FAULTS: Mapping[str, str] = {name: does for one in SYSTEMS.values() for name, does in one.faults.items()}
_System = TypeVar("_System")
_LAST_PORT = 65_535


class PracticeServer:
    """The practice gateways, listening on 127.0.0.1 only. Start and stop it, or use it as a context manager.

    Args:
        folder: where datasets and credentials are kept; None for a temporary folder that goes when it stops.
        port: of the first system, the next ones follow; 0 for any that are free.
        faults: what goes wrong on purpose, see `faults.Faults`.
        samples: whether a fresh folder gets the sample datasets.
        systems: names of SYSTEMS: which ones run, in the order of their ports.
    """

    def __init__(
        self,
        folder: Path | None = None,
        port: int = 0,
        faults: str = "",
        *,
        samples: bool = True,
        systems: Sequence[str] = ("hdruk",),
    ) -> None:
        Faults(faults, own=OWN_FAULTS)  # a misspelt one is told at once
        self._systems = {name: SYSTEMS[name] for name in systems}
        self._folder = folder
        self._port = port
        self._faults = faults
        self._samples = samples
        self._stopping = threading.Event()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._running: list[tuple[System, Listener]] = []

    def start(self) -> None:
        """Opens the files and ports, and starts answering.

        Raises:
            GatewayDeskError: a port is taken.
        """
        from gatewaydesk.practice.faults import with_faults
        from gatewaydesk.practice.listener import Listener

        if self._running:
            return
        if self._port + len(self._systems) - 1 > _LAST_PORT:
            raise GatewayDeskError(
                f"There are not enough ports after {self._port} for {len(self._systems)} practice gateways.",
                "Choose a lower port, or 0 for any that is free.",
            )
        folder = self._folder
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="practice-", ignore_cleanup_errors=True)
            folder = Path(self._temporary.name)
        self._stopping.clear()
        try:
            for number, offered in enumerate(self._systems.values()):
                faults = meant_for(self._faults, offered.faults, OWN_FAULTS)
                system = offered.make(folder, faults, self._stopping, self._samples)
                try:
                    app = with_faults(system.wsgi, system.faults, self._stopping, offered.reads)
                    listener = Listener(app, self._port and self._port + number, system.name)
                except BaseException:
                    system.close()
                    raise
                listener.start()
                self._running.append((system, listener))
            # So that a connection to it is known for one that only practises; see `services.connecting`.
            addresses = [listener.url for _, listener in self._running]
            jsonio.write_file(folder / paths.PRACTICE_ADDRESSES, addresses)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops answering, waits for every thread, and closes everything."""
        self._stopping.set()
        if self._running and self._folder is not None:
            (self._folder / paths.PRACTICE_ADDRESSES).unlink(missing_ok=True)
        while self._running:
            system, listener = self._running.pop()
            listener.stop()
            system.close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.stop()

    @property
    def details(self) -> dict[str, dict[str, Any]]:
        """How to connect to each system, with its credentials; only while it runs."""
        return {system.name: system.details(listener.url) for system, listener in self._running}

    @property
    def hdruk(self) -> HdrukPractice:
        """The HDR UK gateway, to do what its administrator or a colleague on the web would do."""
        from gatewaydesk.practice.hdruk import HdrukPractice

        return self.system(HdrukPractice)

    def system(self, kind: type[_System]) -> _System:
        """The running gateway of one kind, to do what its administrator or a colleague on the web would do.

        Raises:
            RuntimeError: it does not run.
        """
        for system, _ in self._running:
            if isinstance(system, kind):
                return system
        raise RuntimeError("the practice gateway is not running")
