"""Which addresses only this machine reaches, and the switch that turns sign-in off."""

from __future__ import annotations

from ipaddress import ip_address

LOOPBACK = "127.0.0.1"

SWITCH, OFF = "ORBATLAS_SIGN_IN", "off"
"""The variable that `orbatlas app --no-sign-in` alone sets, and what it sets it to."""


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches the address. Raises ValueError for what is no address."""
    return address == "localhost" or ip_address(address).is_loopback
