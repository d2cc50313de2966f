"""The peak memory that benchmarks tell is that of the process itself."""

from __future__ import annotations

import subprocess
import sys

from bench.memory import peak


def test_a_small_process_begun_by_a_large_one_is_small() -> None:
    large = bytearray(b"x") * (peak_bytes := 300 * 2**20)
    command = [sys.executable, "-c", "from bench.memory import peak; print(peak())"]
    told = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert len(large) == peak_bytes
    assert peak() > 300
    assert 3 < told < 100


def test_a_peak_stays() -> None:
    large = bytearray(b"x") * (200 * 2**20)
    before = peak()
    del large
    assert peak() >= before > 200
