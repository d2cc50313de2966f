"""The text of the private server's neo4j.conf."""

from __future__ import annotations

from graph.server.layout import Layout
from graph.server.versions import VERSIONS
from graph.settings import Settings


def neo4j_conf(settings: Settings, layout: Layout) -> str:
    """The configuration: Bolt on loopback alone, no web server, no reports to anyone, bounded memory."""
    return "".join(f"{key}={value}\n" for key, value in _values(settings, layout).items())


def _values(settings: Settings, layout: Layout) -> dict[str, str]:
    return {**_network(settings), **_privacy(), **_memory(settings), **_disk(layout)}


def _network(settings: Settings) -> dict[str, str]:
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.default_advertised_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{settings.port}",
        "server.bolt.advertised_address": f"127.0.0.1:{settings.port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        # A stop otherwise waits five seconds, twice, for conversations that are over.
        VERSIONS[settings.version].quiet_period: "0",
    }


def _privacy() -> dict[str, str]:
    return {
        "dbms.security.auth_enabled": "true",
        # Holds for plugins only: what Neo4j brings itself (dbms.killConnection …) is not stopped by it.
        "dbms.security.procedures.allowlist": "db.*",
        # No procedure may look behind the server's own checks.
        "dbms.security.procedures.unrestricted": "",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        # LOAD CSV must not reach into anybody's network.
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        "dbms.usage_report.enabled": "false",
        "server.bolt.telemetry.enabled": "false",
        # Queries hold names of people.
        "db.logs.query.enabled": "OFF",
        # It holds the text and the parameters of every query that came to its time limit.
        "server.logs.debug.enabled": "false",
    }


def _memory(settings: Settings) -> dict[str, str]:
    return {
        "server.memory.heap.max_size": settings.heap,
        "server.memory.pagecache.size": settings.page_cache,
        "db.memory.transaction.max": settings.transaction_memory,
        # All transactions together: what is left keeps the server itself alive.
        "dbms.memory.transaction.total.max": _together(settings),
        # Plans that are kept: a stranger's thousand questions push out no more than these.
        "server.memory.query_cache.per_db_cache_num_entries": "1000",
    }


def _together(settings: Settings) -> str:
    """Seven tenths of the memory for work, and no less than one transaction may take."""
    return f"{max(megabytes(settings.heap) * 7 // 10, megabytes(settings.transaction_memory))}m"


def megabytes(size: str) -> int:
    """A size of memory as the settings have it (`512m`, `2g`), in megabytes."""
    return int(size[:-1]) * (1024 if size[-1] == "g" else 1)


def _disk(layout: Layout) -> dict[str, str]:
    return {
        "server.directories.data": str(layout.data),
        "server.directories.logs": str(layout.logs),
        "server.directories.run": str(layout.root / "run"),
        "server.directories.plugins": str(layout.root / "plugins"),
        "server.directories.import": str(layout.root / "import"),
        "server.directories.licenses": str(layout.root / "licenses"),
        # A quarter of a gigabyte is otherwise set aside for each of the two databases.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "256M size",
    }
