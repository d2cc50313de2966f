// A timeline: the picture comes from Python as SVG, in several widths. Bars answer to clicks and keys.

function element(tag, values = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") made.textContent = value;
    else if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

class Course {
  constructor(root) {
    this.root = root;
    this.picture = element("div", { class: "picture" });
    this.table = element("details", { class: "rows" });
    root.replaceChildren(this.picture, this.table);
    this.sight = new ResizeObserver(() => this.draw());
    this.sight.observe(root);
  }

  update(data, tell) {
    const before = this.data;
    this.data = data;
    this.tell = tell;
    this.root.classList.toggle("dark", Boolean(data.dark));
    if (before?.stamp !== data.stamp) { this.shown = null; this.chosen = data.selected; this.list(); }
    this.draw();
    this.mark();
  }

  // The picture that suits the width; the same one is not put up again.
  draw() {
    if (!this.data) return;
    const widths = Object.keys(this.data.pictures).map(Number).sort((a, b) => a - b);
    const name = widths.filter(width => width <= this.root.clientWidth * 1.06).pop() || widths[0];
    if (this.shown === name) return;
    this.shown = name;
    const parsed = new DOMParser().parseFromString(this.data.pictures[name], "image/svg+xml").documentElement;
    this.picture.replaceChildren(document.importNode(parsed, true));
    this.bars = [...this.picture.querySelectorAll(".bar")];
    this.bars.forEach((bar, at) => {
      bar.setAttribute("tabindex", at === 0 ? "0" : "-1");
      bar.addEventListener("click", () => this.choose(JSON.parse(bar.dataset.ids), bar));
      bar.addEventListener("keydown", event => this.key(event, at));
    });
    this.mark();
  }

  key(event, at) {
    const ways = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const next = { Home: 0, End: this.bars.length - 1 }[event.key] ?? (ways[event.key] ? at + ways[event.key] : null);
    if (event.key === "Enter" || event.key === " ") this.choose(JSON.parse(this.bars[at].dataset.ids), this.bars[at]);
    else if (next === null) return;
    else this.reach(Math.max(0, Math.min(this.bars.length - 1, next)));
    event.preventDefault();
  }

  reach(at) {
    this.bars.forEach((bar, number) => bar.setAttribute("tabindex", number === at ? "0" : "-1"));
    this.bars[at].focus();
  }

  choose(ids, bar) {
    const again = String(this.chosen) === String(ids);
    this.chosen = again ? [] : ids;
    if (bar?.focus && this.bars.includes(bar)) this.reach(this.bars.indexOf(bar));
    this.mark();
    this.tell(this.chosen);
  }

  mark() {
    for (const one of this.root.querySelectorAll("[data-ids]")) {
      const chosen = this.chosen?.length > 0 && String(JSON.parse(one.dataset.ids)) === String(this.chosen);
      one.classList.toggle("chosen", chosen);
      one.setAttribute("aria-pressed", String(chosen));
    }
  }

  // The same as a table, with real rows and headings.
  list() {
    const { rows, words } = this.data, open = this.table.open;
    const heads = ["lane", "what", ...(rows.some(row => row.holds) ? ["holds"] : []), "confidence", "claims"];
    const cell = (row, key) => {
      if (key !== "what") return element("td", { text: row[key] ?? "" });
      const text = row.conflict ? `${row.what}, ${words.conflict}` : row.what;
      return element("td", {}, element("button", { type: "button", text, "data-ids": JSON.stringify(row.ids), on: { click: () => this.choose(row.ids) } }));
    };
    const head = element("thead", {}, element("tr", {}, ...heads.map(key => element("th", { scope: "col", text: words[key] }))));
    const body = element("tbody", {}, ...rows.map(row => element("tr", {}, ...heads.map(key => cell(row, key)))));
    const table = element("table", {}, element("caption", { text: words.caption }), head, body);
    this.table.replaceChildren(element("summary", { text: words.table }), element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.caption }, table));
    this.table.open = open;
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const room = parentElement.querySelector(".room");
  room.course ??= new Course(room);
  room.course.update(data, ids => setStateValue("selected", ids));
}
