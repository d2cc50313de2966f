"""Releases for partners: what leaves, in which form, and the gate that judges it as the partner would read it."""
