"""The collector of cycles is put off, and comes back."""

from __future__ import annotations

import gc

import pytest

from analysis.collecting import collecting_later


def test_it_is_off_inside_and_on_again_afterwards_after_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), collecting_later():
        assert not gc.isenabled()
        _ = 1 / 0
    assert gc.isenabled()


def test_what_is_off_stays_off() -> None:
    gc.disable()
    try:
        with collecting_later():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_one_inside_another_ends_with_the_outer() -> None:
    with collecting_later():
        with collecting_later():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
