// What stands around the canvas: buttons, the legend, what is told of a thing under the pointer, and the keyboard.

const ORBATLAS_KEYS = "Arrow keys walk from thing to thing, Enter expands, P pins, H hides, F focuses, U undoes, 0 shows all, plus and minus zoom.";

function orbatlasFrame(net) {
  const button = (text, act, values = {}) => orbatlasElement("button", { type: "button", text, on: { click: act }, ...values });
  net.undoButton = button("Undo", () => orbatlasUndo(net), { "data-do": "undo" });
  net.hiddenButton = button("", () => orbatlasUnhide(net), { "data-do": "unhide" });
  net.count = orbatlasElement("span", { class: "count" });
  net.ways = orbatlasElement("span", { class: "ways" });
  const bar = orbatlasElement("div", { class: "bar", role: "toolbar", "aria-label": "The drawing" },
    button("Show all", () => orbatlasFit(net), { "data-do": "fit" }),
    button("+", () => orbatlasZoom(net, 1.3), { "aria-label": "Larger" }),
    button("−", () => orbatlasZoom(net, 1 / 1.3), { "aria-label": "Smaller" }),
    net.undoButton, net.hiddenButton, net.ways, net.count);
  net.canvas = orbatlasElement("div", { class: "canvas", tabindex: "0", role: "application", "aria-label": `${net.data.title}. ${ORBATLAS_KEYS}` });
  net.actions = orbatlasElement("div", { class: "actions", role: "group", "aria-label": "What is chosen" });
  net.tip = orbatlasElement("div", { class: "tip", hidden: true });
  net.panel = orbatlasElement("aside", { class: "panel", "aria-live": "polite", hidden: true });
  net.said = orbatlasElement("p", { class: "said", "aria-live": "polite" });
  net.legend = orbatlasElement("ul", { class: "legend", "aria-label": "Legend" });
  const stage = orbatlasElement("div", { class: "stage" }, net.canvas, net.actions, net.panel, net.tip);
  net.frame = orbatlasElement("div", { class: "network" }, bar, stage, net.said, net.legend);
  net.root.replaceChildren(net.frame);
}

function orbatlasZoom(net, times) { net.fitted = false; net.network.moveTo({ scale: net.network.getScale() * times, animation: false }); }

function orbatlasSay(net, words) { net.said.textContent = words; }

// ---- state in words

function orbatlasTell(net) {
  const counts = orbatlasCounts(net), much = number => number.toLocaleString("en");
  net.frame.classList.toggle("dark", net.dark());
  net.count.textContent = `${much(counts.things)} things, ${much(counts.ties)} ties` + (counts.possible ? `, ${much(counts.possible)} of them only possible` : "");
  net.undoButton.disabled = net.undo.length === 0;
  net.undoButton.title = net.undo.length ? `Undo: ${net.undo[net.undo.length - 1].words}` : "";
  net.hiddenButton.hidden = net.hidden.size === 0;
  net.hiddenButton.textContent = `Show ${net.hidden.size} hidden`;
  orbatlasWays(net);
  if (net.network) orbatlasActions(net);
}

// The choices: what Python has to answer is offered only where it listens.
function orbatlasWays(net) {
  const { data } = net, live = Boolean(data.live);
  const key = JSON.stringify([Object.keys(data.colours), data.colour, data.persons, data.foldable, data.layout, data.askable, live]);
  if (net.ways.dataset.key === key) return;
  net.ways.dataset.key = key;
  const choice = (name, words, options, act) => {
    const select = orbatlasElement("select", { "data-do": name, on: { change: () => act(select.value) } },
      ...options.map(([value, text]) => orbatlasElement("option", { value, text, selected: value === data[name] })));
    return orbatlasElement("label", {}, orbatlasElement("span", { text: words }), select);
  };
  const ask = name => value => { net.asked = { ...net.asked, [name]: value }; net.tell("state", net.asked); };
  const ways = Object.values(data.colours).map(way => [way.name, way.label.split(" (")[0]]);
  // What Python has not counted yet is asked for; the drawing keeps its colours until the answer comes.
  if (live) for (const { name, label } of data.askable || []) if (!data.colours[name]) ways.push([name, label]);
  const recolour = value => { if (data.colours[value]) { net.data.colour = value; orbatlasDress(net); } ask("colour")(value); };
  const made = [];
  if (ways.length > 1) made.push(choice("colour", "Colour by", ways, recolour));
  if (live && data.foldable) made.push(choice("persons", "Commanders", [["labels", "in labels"], ["nodes", "apart"]], ask("persons")));
  if (live && data.layout !== "rings") made.push(choice("layout", "Layout", [["layered", "in layers"], ["stress", "by nearness"]], ask("layout")));
  net.ways.replaceChildren(...made);
}

function orbatlasLegend(net) {
  const dark = net.dark(), on = net.paper(), way = net.data.colours[net.data.colour];
  const key = [dark, way?.name, way?.entries.length, net.data.legend.length, net.against].join();
  if (net.legend.dataset.key === key) return;
  net.legend.dataset.key = key;
  const paper = dark ? "dark" : "light", entries = net.data.legend.map(entry => orbatlasLegendEntry(net, entry, paper, on));
  if (way && way.name !== "class") {
    const used = new Set([...net.items.values()].map(item => item.node.shades[way.name]));
    entries.unshift(orbatlasElement("li", { class: "way", text: `${way.label}:` }), ...way.entries.filter((_, at) => used.has(at)).map(entry => {
      const made = orbatlasElement("i", { class: "fill" });
      made.style.background = entry[paper].fill; made.style.borderColor = entry[paper].line;
      return orbatlasElement("li", {}, made, orbatlasElement("span", { text: entry.words }));
    }));
  }
  if (net.against) for (const [mark, { sign }] of Object.entries(ORBATLAS_MARKS)) {
    const made = orbatlasElement("span", { class: "sign", text: sign });
    made.style.color = orbatlasMarkColour(net, mark);
    entries.push(orbatlasElement("li", {}, made, orbatlasElement("span", { text: mark })));
  }
  net.legend.replaceChildren(...entries);
}

function orbatlasLegendEntry(net, entry, paper, on) {
  let made;
  if (entry.form === "symbol") {
    const symbol = net.data.symbols[entry.symbol];
    made = orbatlasElement("img", { alt: "", src: "data:image/svg+xml," + encodeURIComponent(orbatlasInked(symbol, "none", on.ink)) });
  } else if (entry.form === "sign") made = orbatlasElement("span", { class: "sign", text: entry.sign });
  else { made = orbatlasElement("i", { class: entry.form }); made.style.borderColor = entry[paper]; }
  return orbatlasElement("li", {}, made, orbatlasElement("span", { text: entry.words }));
}

// ---- what is told of a thing or a tie

const orbatlasSentence = (net, edge) => `${net.items.get(edge.from)?.node.name} ${edge.phrase} ${net.items.get(edge.to)?.node.name}`;

function orbatlasTold(net, item, tie) {
  if (tie) return { name: orbatlasSentence(net, tie.edge), kind: tie.edge.conflict ? "sources disagree" : "", lines: orbatlasTieLines(net, tie) };
  const people = item.people.filter(one => orbatlasThere(one.held)).map(one => `${orbatlasPersonWords(one)}: ${one.lines.join("; ")}`);
  return { name: item.node.name, kind: item.node.kindLabel, lines: [...item.node.lines, ...people, ...(item.node.conflict ? ["sources disagree"] : [])] };
}

function orbatlasTieLines(net, { edge }) {
  if (!edge.spells.length) return edge.lines;
  return edge.spells.map(spell => `${spell.words} (${spell.claims} ${spell.claims === 1 ? "claim" : "claims"})`);
}

function orbatlasTip(net, told, pointer) {
  if (!told) { net.tip.hidden = true; return; }
  const lines = told.lines.slice(0, 8).map(text => orbatlasElement("span", { text }));
  if (told.lines.length > 8) lines.push(orbatlasElement("span", { text: `and ${told.lines.length - 8} more` }));
  net.tip.replaceChildren(orbatlasElement("strong", { text: told.name }), orbatlasElement("span", { text: told.kind }), ...lines);
  net.tip.hidden = false;
  const room = net.canvas.getBoundingClientRect();
  net.tip.style.left = `${Math.max(4, Math.min(pointer.x + 14, room.width - net.tip.offsetWidth - 4))}px`;
  net.tip.style.top = `${Math.max(4, pointer.y + 18 + net.tip.offsetHeight > room.height ? pointer.y - net.tip.offsetHeight - 8 : pointer.y + 18)}px`;
}

// ---- what can be done with what is chosen

function orbatlasActions(net) {
  const [id] = net.network.getSelectedNodes(), item = net.items.get(id);
  const selected = net.network.getSelectedNodes().length;
  if (!item || item.hidden || selected !== 1) {
    const hint = net.data.expandable ? "Click a thing or a tie to choose it; a double click expands a thing." : "Click a thing or a tie to choose it; a double click shows what it is tied to.";
    return net.actions.replaceChildren(orbatlasElement("span", { class: "hint", text: selected > 1 ? `${selected} things are chosen.` : hint }));
  }
  const button = (text, name, act, values = {}) => orbatlasElement("button", { type: "button", text, "data-do": name, on: { click: act }, ...values });
  const opened = net.data.opened?.[id];
  const made = [orbatlasElement("strong", { text: item.node.name })];
  if (net.data.expandable) made.push(opened ? button("Collapse", "collapse", () => orbatlasCollapse(net, id)) : button("Expand", "expand", () => orbatlasExpand(net, id)));
  made.push(
    button("Pin", "pin", () => orbatlasPin(net, id), { "aria-pressed": String(net.pinned.has(id)) }),
    button("Hide", "hide", () => orbatlasHide(net, id)),
    button("Focus", "focus", () => orbatlasFocus(net, id), { "aria-pressed": String(net.near?.centre === id) }));
  for (const kind of opened || []) {
    const words = `${kind.words}: ${kind.shown.toLocaleString("en")}`;
    const left = kind.total - kind.shown;
    made.push(left > 0
      ? button(`${words}, and ${left.toLocaleString("en")} more`, "more", () => orbatlasExpand(net, id, kind.kind), { title: "Fetch the next fifty" })
      : orbatlasElement("span", { text: words }));
  }
  net.actions.replaceChildren(...made);
}

function orbatlasPanel(net, told, id) {
  if (!net.data.panel) return;
  if (!told) { net.panel.hidden = true; net.panel.replaceChildren(); return; }
  const close = orbatlasElement("button", { type: "button", text: "×", "aria-label": "Close", on: { click: () => orbatlasPanel(net, null) } });
  const link = id !== null && net.data.evidence && orbatlasElement("a", { text: "Open its evidence", href: net.data.evidence + encodeURIComponent(id), target: "_blank", rel: "noopener" });
  net.panel.replaceChildren(close, orbatlasElement("h2", { text: told.name }), orbatlasElement("p", { class: "kind", text: told.kind }),
    ...told.lines.map(text => orbatlasElement("p", { text })),
    ...(id === null ? [] : [orbatlasElement("p", { class: "kind", text: id })]),
    ...(link ? [orbatlasElement("p", {}, link)] : []));
  net.panel.hidden = false;
}

// ---- events

function orbatlasListen(net) {
  const { network } = net;
  const chosen = () => {
    const nodes = network.getSelectedNodes(), edges = network.getSelectedEdges();
    const facts = edges.flatMap(id => (net.ties.get(id)?.edge.spells || []).map(spell => spell.id));
    return { nodes, edges, facts };
  };
  // A double click is two clicks first: what was chosen is told a moment later.
  const tellChosen = () => {
    clearTimeout(net.telling);
    net.telling = setTimeout(() => net.tell("selected", chosen()), 260);
    orbatlasActions(net);
    const { nodes, edges } = chosen();
    if (nodes.length === 1) orbatlasPanel(net, orbatlasTold(net, net.items.get(nodes[0])), nodes[0]);
    else if (edges.length === 1) orbatlasPanel(net, orbatlasTold(net, null, net.ties.get(edges[0])), null);
    else orbatlasPanel(net, null);
  };
  net.tellChosen = tellChosen;
  network.setOptions({ interaction: { selectConnectedEdges: false } });
  network.on("click", tellChosen);
  // The browser's own double click holds on a busy machine, where two taps may come too far apart; a finger has only the taps.
  const twice = id => {
    if (id === undefined || performance.now() - (net.doubled || -1000) < 600) return;
    net.doubled = performance.now();
    orbatlasExpand(net, id);
  };
  network.on("doubleClick", ({ nodes }) => twice(nodes[0]));
  net.canvas.addEventListener("dblclick", event => {
    const room = net.canvas.getBoundingClientRect();
    twice(network.getNodeAt({ x: event.clientX - room.left, y: event.clientY - room.top }));
  });
  network.on("hoverNode", ({ node, pointer }) => orbatlasTip(net, orbatlasTold(net, net.items.get(node)), pointer.DOM));
  network.on("hoverEdge", ({ edge, pointer }) => orbatlasTip(net, orbatlasTold(net, null, net.ties.get(edge)), pointer.DOM));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => orbatlasTip(net, null));
  for (const event of ["dragStart", "zoom"]) network.on(event, () => { net.fitted = false; });
  network.on("dragStart", ({ nodes }) => { net.dragged = network.getPositions(nodes); });
  network.on("dragEnd", ({ nodes }) => orbatlasDragged(net, nodes));
  net.canvas.addEventListener("keydown", event => orbatlasKey(net, event));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { orbatlasDress(net); orbatlasTell(net); });
}

function orbatlasDragged(net, ids) {
  if (!ids.length || !net.dragged) return;
  const before = net.dragged, after = net.network.getPositions(ids);
  const put = places => { for (const [id, { x, y }] of Object.entries(places)) if (net.items.has(id)) orbatlasPlace(net, id, x, y); };
  net.dragged = null;
  orbatlasDo(net, "move", () => put(after), () => put(before));
}

function orbatlasKey(net, event) {
  const [id] = net.network.getSelectedNodes(), ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const act = {
    Enter: () => id !== undefined && orbatlasExpand(net, id), " ": () => id !== undefined && orbatlasExpand(net, id),
    p: () => id !== undefined && orbatlasPin(net, id), h: () => id !== undefined && orbatlasHide(net, id), f: () => id !== undefined && orbatlasFocus(net, id),
    u: () => orbatlasUndo(net), 0: () => orbatlasFit(net), "+": () => orbatlasZoom(net, 1.3), "-": () => orbatlasZoom(net, 1 / 1.3),
    Escape: () => { net.network.unselectAll(); if (net.near) orbatlasFocus(net, net.near.centre); net.tellChosen(); },
  };
  const way = ways[event.key];
  const done = way ? () => orbatlasWalk(net, id, way) : act[event.key] || (event.key === "z" && event.ctrlKey ? act.u : null);
  if (!done || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  event.preventDefault();
  done();
}

// The nearest thing that lies that way; from nowhere, what the drawing is about.
function orbatlasWalk(net, id, [dx, dy]) {
  const shown = [...net.items.values()].filter(item => !item.hidden).map(item => item.node.id);
  const at = net.network.getPositions(shown), from = at[id];
  let best = null, least = Infinity;
  for (const other of shown) {
    if (!from) { if (best === null || net.items.get(other).node.focus) best = other; continue; }
    const along = (at[other].x - from.x) * dx + (at[other].y - from.y) * dy;
    const aside = Math.abs((at[other].x - from.x) * dy) + Math.abs((at[other].y - from.y) * dx);
    if (other !== id && along > 1 && along + 2.5 * aside < least) { least = along + 2.5 * aside; best = other; }
  }
  if (best === null) return;
  net.network.setSelection({ nodes: [best], edges: [] }, { highlightEdges: false });
  orbatlasSee(net, at[best]);
  const told = orbatlasTold(net, net.items.get(best));
  orbatlasSay(net, [told.name, told.kind, ...told.lines.slice(0, 3)].filter(Boolean).join(", "));
  net.tellChosen();
}

function orbatlasSee(net, place) {
  const { x, y } = net.network.canvasToDOM(place), room = net.canvas.getBoundingClientRect();
  if (x < 40 || y < 40 || x > room.width - 40 || y > room.height - 40) { net.fitted = false; net.network.moveTo({ position: place, animation: false }); }
}
