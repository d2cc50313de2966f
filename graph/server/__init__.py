"""The private server: a real Neo4j that Orbatlas runs for people who have none.

`start` gives an Endpoint, `stop` and `status` speak for themselves. All three take the Settings; nothing
but this package knows how the server is run.
"""

from graph.server.control import Endpoint, ServerStatus, start, status, stop

__all__ = ["Endpoint", "ServerStatus", "start", "status", "stop"]
