"""How long 2,000 things and 4,000 ties take to stand as a drawing, and how smooth it is: ours beside pyvis as it comes.

    python -m bench.drawing [--nodes N] [--ties N] [--limit SECONDS] [--json FILE]

Both get the same units and ties, and the same Chromium. Ours: from the answer of the query (the rows of a chain of
command) to a drawing, its places, its page, and the page opened until every thing is painted. pyvis: `Network` with its
own physics and its own page with its scripts inside, opened until its physics stands still, or the limit ends. Then a
thing is dragged in each: how long until it has moved, and how long the frames are while it goes to and fro. The figures
go to docs/drawing.md (`python -m bench.drawing_page`). Read the ratios before the seconds: a busy machine slows both.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.arguments import parser_of
from graph.chain import DOWN, Chain, Link, Unit
from ontology.model import Model
from ontology.reading import load_model
from ontology.time import Bounds
from views.html import as_html
from views.pictures import chain_drawing

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
FIGURES = Path(__file__).parent / "drawing.json"
DRAG = 2.0
DAY = date(2021, 6, 1)


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds in Python, seconds in the browser until it stands, seconds until a dragged thing has moved.

    `cpu` is what it took of processors until it stood, Python and Chromium together: a busy machine changes it less.
    `frame` and `frame_high` are the middle and the 95th of 100 frames while it is dragged, in milliseconds. `stood` is
    false where the limit came first: then nothing could be dragged.
    """

    made: float
    opened: float
    cpu: float
    moved: float | None
    frame: float | None
    frame_high: float | None
    stood: bool

    @property
    def whole(self) -> float:
        """From the answer of the query to a drawing that stands."""
        return self.made + self.opened


def army(model: Model, nodes: int, ties: int) -> Chain:
    """A tree of six subordinates each, and further superiors drawn by lot (seeded) until there are so many ties."""
    steps = list(model.schemes["echelon"].concepts)[2:13]
    lot, ids = random.Random(1), [f"unit-{number:05}" for number in range(nodes)]
    depths = [0] * nodes
    for number in range(1, nodes):
        depths[number] = depths[(number - 1) // 6] + 1
    echelons = [steps[min(2 * depth, len(steps) - 1)] for depth in depths]
    units = [
        Unit(id, f"{number} Infantry {echelon}", echelon, "infantry")
        for number, (id, echelon) in enumerate(zip(ids, echelons, strict=True))
    ]
    pairs = {(number, (number - 1) // 6) for number in range(1, nodes)}
    while len(pairs) < ties:
        number = lot.randrange(20, nodes)
        pairs.add((number, lot.randrange(number // 6)))
    links = tuple(_link(units[low], units[up]) for low, up in sorted(pairs))
    return Chain(ids[0], f"{nodes:,} units", DAY, (ids[0],), links, (), {unit.id: unit for unit in units})


def _link(low: Unit, up: Unit) -> Link:
    bounds = Bounds(date(2015, 1, 1), date(2015, 12, 31), date(2021, 12, 31), None)
    id, holds = f"{low.id}-{up.id}", bounds.holds_on(DAY).value
    return Link(id, up.id, up.name, low.id, low.name, None, bounds, holds, DOWN, ("a", "b"), (), "high")


# ---- ours


def ours(browser: Browser, found: Chain, model: Model, folder: Path) -> Result:
    """The page of `orbatlas draw`, which has the same data and the same script as the app."""
    began, busy = time.perf_counter(), _busy(browser)
    file = folder / "ours.html"
    file.write_text(as_html(chain_drawing([found], model), model), encoding="utf-8")
    made = time.perf_counter() - began
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    began = time.perf_counter()
    page.goto(file.as_uri())
    page.wait_for_function(
        "count => window.orbatlas && window.orbatlas.net.network.getScale() < 1"
        " && Object.keys(orbatlas.net.network.getPositions()).length >= count",
        arg=len(found.units),
    )
    page.evaluate(_DRAWN)
    opened, cpu = time.perf_counter() - began, _busy(browser) - busy
    moved, frames = _dragged(page, "orbatlas.net.network", "orbatlas.net.canvas", found.subject)
    page.close()
    return Result(made, opened, cpu, moved, *_frames(frames), stood=True)


def _busy(browser: Browser) -> float:
    """Seconds that this process and all of the browser's have had of processors."""
    session = browser.new_browser_cdp_session()
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return time.process_time() + sum(float(one["cpuTime"]) for one in told)


_DRAWN = """() => new Promise(done => {
    orbatlas.net.network.once("afterDrawing", () => done());
    orbatlas.net.network.redraw();
})"""


# ---- pyvis as it comes


def pyvis(browser: Browser, found: Chain, folder: Path, limit: float) -> Result:
    """The same by pyvis with its own options, page and physics; what it asks content networks for is refused."""
    from pyvis.network import Network

    began, busy = time.perf_counter(), _busy(browser)
    network = Network(directed=True, cdn_resources="in_line")
    for unit in found.units.values():
        network.add_node(unit.id, label=unit.name)
    for link in found.links:
        network.add_edge(link.subordinate, link.superior)
    file = folder / "pyvis.html"
    file.write_text(network.generate_html(), encoding="utf-8")
    made = time.perf_counter() - began
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.route("http*://**", lambda route: route.abort())
    page.set_default_timeout(limit * 1000)
    began = time.perf_counter()
    stood = _stands(page, file, limit)
    opened, cpu = time.perf_counter() - began, _busy(browser) - busy
    moved, frames = None, list[float]()
    if stood:
        moved, frames = _dragged(page, "network", "document.querySelector('#mynetwork')", found.subject)
    context.close()
    return Result(made, opened, cpu, moved, *_frames(frames), stood)


def _stands(page: Page, file: Path, limit: float) -> bool:
    """Whether the physics of pyvis's page stood still before the limit."""
    try:
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function(
            "() => { const n = window.network; return n && n.physics && n.physics.stabilized === true; }",
            timeout=limit * 1000,
            polling=250,
        )
    except Error:
        return False
    return True


# ---- dragging


def _dragged(page: Page, network: str, canvas: str, id: str) -> tuple[float, list[float]]:
    """Drag a thing to and fro: seconds until it has moved, and the milliseconds of each frame meanwhile."""
    x, y = page.evaluate(_AT.replace("NETWORK", network).replace("CANVAS", canvas), id)
    page.evaluate(_COUNT)
    page.mouse.move(x, y)
    began = time.perf_counter()
    page.mouse.down()
    page.mouse.move(x + 16, y + 3, steps=3)
    page.wait_for_function(
        f"id => {network}.getPosition(id).x !== window.startedAt", arg=id, polling=5, timeout=60_000
    )
    moved = time.perf_counter() - began
    step, began = 0, time.perf_counter()
    while time.perf_counter() - began < DRAG:
        step += 1
        page.mouse.move(x + 120 * ((step % 20) / 10 - 1), y + 5)
    frames: list[float] = page.evaluate("() => window.frames_")
    page.mouse.up()
    return moved, frames


# At the first look, with all things in view: the hardest that there is to paint.
_AT = """id => {
    window.startedAt = NETWORK.getPosition(id).x;
    const room = CANVAS.getBoundingClientRect(), at = NETWORK.canvasToDOM(NETWORK.getPosition(id));
    return [room.left + at.x, room.top + at.y];
}"""
_COUNT = """() => {
    window.frames_ = [];
    let before = performance.now();
    const tick = now => { window.frames_.push(now - before); before = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def _frames(found: list[float]) -> tuple[float | None, float | None]:
    """The middle and the 95th of 100, without the first frame, in which the counting began."""
    some = sorted(found[1:])
    return (some[len(some) // 2], some[len(some) * 95 // 100]) if some else (None, None)


# ---- the answer


def measured(nodes: int, ties: int, limit: float, say: Callable[[str], None] = print) -> dict[str, object]:
    """Both measured on the same units and ties."""
    model = load_model()
    found = army(model, nodes, ties)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        ours(browser, army(model, 40, 45), model, Path(folder))  # what is read once a process is read
        both = {
            "ours": ours(browser, found, model, Path(folder)),
            "pyvis": pyvis(browser, found, Path(folder), limit),
        }
        browser.close()
    for name, one in both.items():
        say(f"{name:6} {'stands' if one.stood else 'still moves'} after {one.whole:.2f} s: {asdict(one)}")
    figures: dict[str, object] = {name: {"whole": one.whole, **asdict(one)} for name, one in both.items()}
    ratio = both["pyvis"].whole / both["ours"].whole
    say(f"ratio {'' if both['pyvis'].stood else 'over '}{ratio:.0f} : 1 (pyvis : ours, time until it stands)")
    size = {"nodes": len(found.units), "ties": len(found.links), "limit": limit}
    return {**size, "ratio": ratio, "cores": os.cpu_count(), "load": os.getloadavg()[0], **figures}


def main() -> None:
    """Measures, prints, and writes the figures."""
    parser = parser_of("bench.drawing", __doc__)
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--ties", type=int, default=4000)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds after which pyvis is given up")
    parser.add_argument("--json", type=Path, help="write the figures there")
    asked = parser.parse_args()
    found = measured(asked.nodes, asked.ties, asked.limit)
    if asked.json:
        asked.json.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
