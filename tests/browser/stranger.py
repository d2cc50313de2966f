"""A client that speaks Streamlit's protocol without a browser, as somebody on the network may."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


class Stranger:
    """One connection, and all that was sent to it."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.heard = b""
        self.session = ""
        self.widgets: dict[str, str] = {}
        self.alerts: list[str] = []

    def clear_cache(self) -> None:
        """Ask that the caches of all be emptied, as the browser's menu would."""
        self._connection.send(BackMsg(clear_cache=True).SerializeToString())

    def run(
        self, page: str = "", query: str = "", widgets: Mapping[str, tuple[str, Any]] = MappingProxyType({})
    ) -> None:
        """Run a page with values of widgets by their labels, each with the kind of its value; wait for its end."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        for label, (kind, value) in widgets.items():
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = self.widgets[label]
            setattr(state, kind, value)
        self.alerts = []
        self._connection.send(asked.SerializeToString())
        for message in self._until_the_end():
            self._take(message)

    def _until_the_end(self) -> Iterator[ForwardMsg]:
        while True:
            data = self._connection.recv(timeout=60)
            assert isinstance(data, bytes)
            self.heard += data
            message = ForwardMsg.FromString(data)
            yield message
            if message.WhichOneof("type") == "script_finished":
                return

    def _take(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("text_input", "button"):
            one = getattr(element, kind)
            self.widgets[one.label] = one.id
        if kind == "alert":
            self.alerts.append(element.alert.body)


@contextmanager
def stranger(address: str, *, host: str = "") -> Iterator[Stranger]:
    """Somebody who reaches the address, under another host's name if one is given."""
    at = urlsplit(address)
    assert at.hostname is not None and at.port is not None
    named = f"{host or at.hostname}:{at.port}"
    with (
        _reached(at.hostname, at.port) as held,
        connect(
            f"ws://{named}/_stcore/stream",
            sock=held,
            origin=Origin(f"http://{named}"),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
        ) as connection,
    ):
        yield Stranger(connection)


def _reached(host: str, port: int, patience: float = 60.0) -> socket.socket:
    """A connection to what may only be starting."""
    end = monotonic() + patience
    while True:
        try:
            return socket.create_connection((host, port))
        except ConnectionRefusedError:
            if monotonic() > end:
                raise
            sleep(0.2)
