"""How long a step of the slider takes until the drawing shows it: beside drawing the same day anew.

    python -m bench.stepping [--subject ID] [--from DAY] [--to DAY] [--steps N]

The chain of command of a subject is read once from the database that is set (load the demonstration first), drawn in
Chromium, and walked through in steps over the whole window, with the counts and the list of what changed. A step is
timed from the call until the network has been painted. Then each of the same days is drawn from nothing, from the
same data, in the same page. Read the ratio, not the milliseconds.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.arguments import parser_of
from graph.connection import open_database
from graph.period import period_chain
from graph.settings import Settings
from ontology.model import Model
from ontology.reading import load_model
from views.html import as_html
from views.network import Drawing
from views.pictures import chain_drawing

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]

_PAINTED = """
    const painted = net => new Promise(done => {
        net.network.once("afterDrawing", () => done());
        net.network.redraw();
    });
"""
STEP = f"""async day => {{ {_PAINTED}
    const start = performance.now();
    orbatlas.days.go(day);
    await painted(orbatlas.net);
    return performance.now() - start;
}}"""
ANEW = f"""async day => {{ {_PAINTED}
    const data = structuredClone(orbatlas.net.data), room = document.createElement("div");
    room.style.height = orbatlas.net.root.clientHeight + "px";
    document.body.append(room);
    data.on = day;
    const start = performance.now();
    const made = orbatlasNetwork(room, data);
    await painted(made.net);
    const took = performance.now() - start;
    made.destroy();
    room.remove();
    return took;
}}"""


def army(model: Model, subject: str, first: date, last: date) -> Drawing:
    """The chain of the subject through the window."""
    with open_database(Settings.from_environment()) as database:
        found = period_chain(database, model, [subject], first, last)
    return replace(chain_drawing(found, model), period=(first, last), on=first)


def chosen(steps: Sequence[str], count: int) -> list[str]:
    """So many of the days on which something changes, spread evenly."""
    return [steps[len(steps) * number // count] for number in range(min(count, len(steps)))]


def walked(page: Page, days: Sequence[str], code: str) -> list[float]:
    """Milliseconds of each day."""
    return [float(page.evaluate(code, day)) for day in days]


def measured(
    model: Model, drawing: Drawing, steps: int, say: Callable[[str], None] = print
) -> dict[str, float | int]:
    """Both ways measured on the same days in the same page."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        file = Path(folder) / "days.html"
        file.write_text(as_html(drawing, model), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_function("() => window.orbatlas?.days")
        days = chosen(page.evaluate("() => orbatlas.days.days.steps"), steps)
        walked(page, days[:3], STEP)
        stepped, anew = walked(page, days, STEP), walked(page, days, ANEW)
        browser.close()
    ratio = median(anew) / median(stepped)
    say(f"{len(drawing.nodes):,} things, {len(drawing.edges):,} ties, {len(days)} days")
    for name, some in (("a step", stepped), ("drawn anew", anew)):
        say(f"{name:10} median {median(some):.0f} ms, slowest {max(some):.0f} ms")
    say(f"ratio {ratio:.1f} : 1 (drawn anew : a step)")
    return {"things": len(drawing.nodes), "days": len(days), "ratio": ratio, "slowest_step_ms": max(stepped)}


def main() -> None:
    """Measures and prints."""
    parser = parser_of("bench.stepping", __doc__)
    parser.add_argument("--subject", default="tmw", help="the unit at the top of what is drawn")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2018, 1, 1))
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date(2023, 12, 31))
    parser.add_argument("--steps", type=int, default=40)
    asked = parser.parse_args()
    model = load_model()
    drawing = army(model, asked.subject, asked.first, asked.last)
    print(json.dumps(measured(model, drawing, asked.steps)))


if __name__ == "__main__":
    main()
