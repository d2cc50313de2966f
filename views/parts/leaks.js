// The table of the leak measure: rows of numbers with their intervals as bars. Names are set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 120, MIDDLE = 7;

function element(name, values = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

function shape(name, values) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
}

// A bar on a scale from `from` to `to`: the thin line is what is possible, the thick one the interval, the ring the value.
function bar(cell, scale) {
  const at = value => WIDTH * Math.min(Math.max((value - scale.from) / (scale.to - scale.from), 0), 1);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const line = (kind, low, high) => svg.append(
    shape("line", { class: kind, x1: at(low), x2: Math.max(at(high), at(low) + 1.5), y1: MIDDLE, y2: MIDDLE, "vector-effect": "non-scaling-stroke" }));
  line("track", scale.from, scale.to);
  if (scale.mean !== null && scale.mean !== undefined)
    svg.append(shape("line", { class: "mean", x1: at(scale.mean), x2: at(scale.mean), y1: 0, y2: 14, "vector-effect": "non-scaling-stroke" }));
  if (cell.wide) line("wide", cell.wide[0], cell.wide[1]);
  if (cell.bar) line("thick", cell.bar[0], cell.bar[1]);
  if (cell.value !== null && cell.value !== undefined && scale.dot)
    svg.append(shape("rect", { class: "dot", x: at(cell.value) - 2, y: MIDDLE - 4, width: 4, height: 8, "vector-effect": "non-scaling-stroke" }));
  const furthest = Math.max(cell.wide ? cell.wide[1] : 0, cell.bar ? cell.bar[1] : 0);
  if (furthest > scale.to)
    svg.append(shape("path", { class: "arrow", d: `M${WIDTH - 5} 2 L${WIDTH + 1} 7 L${WIDTH - 5} 12 Z` }));
  return svg;
}

function number(row, column, cell, data, send) {
  const open = row.unit === data.unit && column.key === data.number;
  const words = `${column.label}, ${row.name}: ${cell.text} ${cell.range || ""} ${cell.wider || ""}. ${data.words.open}`;
  const button = element("button", { type: "button", class: open ? "open" : "", "aria-label": words, title: cell.title || "" },
    element("span", { text: cell.text }));
  button.addEventListener("click", () => send({ unit: row.unit, number: column.key }));
  return element("td", { "data-label": column.label, "data-column": column.key, class: cell.unknown ? "unknown" : "" },
    button,
    cell.range ? element("small", { class: "range", text: cell.range }) : null,
    cell.wider ? element("small", { class: "range", text: cell.wider, title: data.words.wider }) : null,
    column.scale && (cell.bar || cell.wide) ? bar(cell, column.scale) : null);
}

function line(row, data, send) {
  const chosen = row.unit === data.unit;
  const pick = element("button", { type: "button", text: row.name, title: row.unit, "aria-pressed": String(chosen) });
  pick.addEventListener("click", () => send({ unit: row.unit, number: "" }));
  const flags = row.flags.length
    ? element("ul", { "aria-label": data.words.flags }, ...row.flags.map(flag => element("li", { text: flag.text, title: flag.title })))
    : null;
  return element("tr", { class: chosen ? "chosen" : "", "data-unit": row.unit },
    element("td", { class: "place" }, element("span", { text: row.place }), element("small", { text: row.tied })),
    element("td", { class: "unit" }, pick, flags),
    ...data.columns.map(column => number(row, column, row.cells[column.key], data, send)));
}

// Rows that share a place stand in one body, so that a tie is seen as a tie.
function bodies(data, send) {
  const made = [];
  let last = null;
  for (const row of data.rows) {
    if (row.gap) {
      const words = element("td", { class: "gap", text: row.gap, colspan: String(data.columns.length + 2) });
      made.push(element("tbody", {}, element("tr", {}, words)));
      last = null;
    }
    if (row.band !== last || !made.length) made.push(element("tbody", { class: "band" }));
    last = row.band;
    made[made.length - 1].append(line(row, data, send));
  }
  return made;
}

// What was clicked keeps the focus and its place on the screen; a unit chosen elsewhere is brought into view.
function settle(room, before, data) {
  const scroll = room.querySelector(".scroll");
  scroll.scrollTop = before.top;
  if (before.focus) room.querySelector(before.focus)?.focus({ preventScroll: true });
  const chosen = room.querySelector("tr.chosen");
  if (!chosen || room.seen === data.unit) return;
  room.seen = data.unit;
  const [outer, inner] = [scroll.getBoundingClientRect(), chosen.getBoundingClientRect()];
  if (inner.top < outer.top + 40 || inner.bottom > outer.bottom) scroll.scrollTop += inner.top - outer.top - 60;
}

function focused(parentElement) {
  const active = (parentElement.getRootNode().activeElement || document.activeElement)?.closest?.("td");
  const row = active?.closest("tr")?.dataset.unit;
  if (!row) return null;
  const cell = active.dataset.column ? `td[data-column="${active.dataset.column}"]` : "td.unit";
  return `tr[data-unit="${CSS.escape(row)}"] ${cell} button`;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const send = value => setTriggerValue("picked", value);
  const room = parentElement.querySelector(".room");
  const before = { top: room.querySelector(".scroll")?.scrollTop || 0, focus: focused(room) };
  const head = element("tr", {},
    element("th", { scope: "col", text: data.words.place }), element("th", { scope: "col", text: data.words.unit }),
    ...data.columns.map(column => element("th", { scope: "col", text: column.label, title: column.title || "" })));
  const table = element("table", {}, element("thead", {}, head), ...bodies(data, send));
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.words.caption }, table);
  room.replaceChildren(element("div", { class: data.dark ? "leaks dark" : "leaks" }, element("p", { class: "caption", text: data.words.caption }), scroll));
  settle(room, before, data);
}
