"""Where the private server keeps its things inside `ORBATLAS_HOME`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.settings import Settings


@dataclass(frozen=True)
class Layout:
    """The folders and files of one private server, all under `home/server`."""

    root: Path

    @classmethod
    def of(cls, settings: Settings) -> Layout:
        """The layout below this home folder."""
        return cls(settings.home / "server")

    @property
    def conf(self) -> Path:
        """Neo4j's configuration, written anew at each start."""
        return self.root / "conf"

    @property
    def data(self) -> Path:
        """Databases and transaction logs."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """Neo4j's own logs."""
        return self.root / "logs"

    @property
    def console(self) -> Path:
        """What the server writes to its screen, start-up errors among it."""
        return self.logs / "console.log"

    @property
    def password(self) -> Path:
        """The password, mode 0600."""
        return self.root / "password"

    @property
    def state(self) -> Path:
        """The process that runs, as graph/server/process.py notes it."""
        return self.root / "state.json"

    @property
    def version(self) -> Path:
        """The version of Neo4j that wrote the data."""
        return self.root / "version"

    @property
    def lock(self) -> Path:
        """Held while one command starts or stops the server."""
        return self.root / "lock"

    def make(self) -> None:
        """Make the folders, for their owner's eyes only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.conf, self.data, self.logs):
            folder.mkdir(exist_ok=True)
