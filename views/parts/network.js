// One network in an element: what is drawn comes from Python (views/network_data.py), vis-network draws it.
// Positions come with the data and hold still; nothing here asks for anything from outside.

function orbatlasElement(tag, values = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") made.textContent = value;
    else if (key === "class") made.className = value;
    else if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

// What is known of one node beside its data: whether it is hidden, pinned, dimmed, how it holds on the day.
function orbatlasItem(node) {
  return { node, holds: "certain", mark: "", people: node.people, hidden: false, card: null };
}

function orbatlasNetwork(root, data, tell = () => {}) {
  const net = {
    root, data, tell,
    items: new Map(), ties: new Map(),
    day: data.on, against: null, hidden: new Set(), pinned: new Set(), near: null, undo: [],
    nodes: new vis.DataSet(), edges: new vis.DataSet(), dressed: new Map(), images: new Map(),
  };
  net.paper = () => net.data.papers[net.dark() ? "dark" : "light"];
  net.dark = () => net.data.dark ?? window.matchMedia("(prefers-color-scheme: dark)").matches;
  orbatlasFrame(net);
  for (const node of data.nodes) net.items.set(node.id, orbatlasItem({ ...node }));
  for (const edge of data.edges) net.ties.set(edge.id, { edge, holds: edge.dashes ? "possible" : "certain", mark: "" });
  orbatlasStand(net);
  orbatlasDress(net);
  net.network = new vis.Network(net.canvas, { nodes: net.nodes, edges: net.edges }, data.options);
  net.network.once("afterDrawing", () => orbatlasFit(net));
  // As long as a reader has not moved it, it fits whatever room it gets.
  net.network.on("resize", () => setTimeout(() => { if (net.fitted && net.canvas.isConnected) orbatlasFit(net); }, 0));
  orbatlasListen(net);
  orbatlasTell(net);
  return orbatlasHandle(net);
}

function orbatlasHandle(net) {
  const handle = {
    net,
    setDay(day) { net.day = day; net.against = null; orbatlasStand(net); orbatlasDress(net); orbatlasTell(net); },
    compare(day, other) { net.day = day; net.against = other; orbatlasStand(net); orbatlasDress(net); orbatlasTell(net); },
    update(fresh) { orbatlasUpdate(net, fresh); },
    select(ids) { orbatlasSelect(net, ids); },
    focus(id) { orbatlasFocus(net, id); },
    fit() { orbatlasFit(net); },
    svg() { return orbatlasSvg(net); },
    png() { return orbatlasPng(net); },
    counts() { return orbatlasCounts(net); },
    hide(id) { orbatlasHide(net, id); },
    pin(id) { orbatlasPin(net, id); },
    undo() { orbatlasUndo(net); },
    destroy() { net.network.destroy(); net.root.replaceChildren(); },
  };
  net.handle = handle;
  return handle;
}

// ---- how things look now

function orbatlasShade(net, node) {
  const way = net.data.colours[net.data.colour];
  const entry = way?.entries[node.shades[way.name]];
  return entry ? entry[net.dark() ? "dark" : "light"] : { fill: net.paper().ground, line: net.paper().ink };
}

function orbatlasDressNode(net, id, item) {
  item.hidden = net.hidden.has(id) || item.holds === "no";
  item.dim = Boolean(net.near && !net.near.has(id));
  item.card = null;
  item.shade = orbatlasShade(net, item.node);
  const shown = [item.hidden, item.dim, item.holds, item.mark, net.pinned.has(id), item.shade.fill, item.shade.line, net.dark(),
    item.node.name, item.people.map(one => one.id + one.held).join(), item.node.more].join("|");
  if (net.dressed.get(id) === shown) return null;
  net.dressed.set(id, shown);
  const fixed = net.pinned.has(id);
  return { id, hidden: item.hidden, shape: "custom", fixed: { x: fixed, y: fixed }, ctxRenderer: given => orbatlasPaint(net, item, given) };
}

const ORBATLAS_MARKS = { came: { sign: "+", light: "#005ea8", dark: "#6cb8f5" }, went: { sign: "−", light: "#b34700", dark: "#ff9d5c" }, changed: { sign: "Δ", light: "#7a3d8f", dark: "#d19be6" } };

function orbatlasMarkColour(net, mark) { return ORBATLAS_MARKS[mark][net.dark() ? "dark" : "light"]; }

function orbatlasDressEdge(net, id, tie) {
  const { edge, holds, mark } = tie, on = net.paper();
  const ends = [net.items.get(edge.from), net.items.get(edge.to)];
  const hidden = holds === "no" || ends.some(end => !end || end.hidden);
  const dim = ends.some(end => end?.dim);
  const shown = [hidden, dim, holds, mark, net.dark()].join("|");
  if (net.dressed.get(id) === shown) return null;
  net.dressed.set(id, shown);
  const colour = mark ? orbatlasMarkColour(net, mark) : on.ties[edge.tie];
  const sign = mark ? ORBATLAS_MARKS[mark].sign : "";
  return {
    id, from: edge.from, to: edge.to, hidden,
    dashes: mark === "went" ? [2, 5] : holds === "possible" ? [7, 6] : false,
    width: mark ? 3 : holds === "possible" ? 1.2 : 2,
    label: [sign, edge.label].filter(Boolean).join(" "),
    color: { color: colour, highlight: on.ink, hover: on.ink, opacity: dim ? 0.12 : 1 },
    font: { color: mark ? colour : edge.conflict ? on.mark : on.ink, size: mark || edge.conflict ? 16 : 12, strokeWidth: 4, strokeColor: on.ground },
  };
}

// Only what changed is handed to vis-network: a step of the slider touches few of many.
function orbatlasDress(net) {
  const nodes = [], edges = [];
  for (const [id, item] of net.items) {
    const made = orbatlasDressNode(net, id, item);
    if (made) nodes.push(net.nodes.get(id) ? made : { ...made, x: item.node.x, y: item.node.y });
  }
  for (const [id, tie] of net.ties) {
    const made = orbatlasDressEdge(net, id, tie);
    if (made) edges.push(made);
  }
  if (nodes.length) net.nodes.update(nodes);
  if (edges.length) net.edges.update(edges);
  orbatlasLegend(net);
}

// ---- other data for the same network

function orbatlasUpdate(net, fresh) {
  const before = net.data, gone = new Map(before.nodes.map(node => [node.id, node]));
  const moved = fresh.layout !== before.layout || fresh.persons !== before.persons || fresh.subject !== before.subject;
  net.data = fresh;
  if (fresh.on !== before.on) net.day = fresh.on;
  const came = [];
  for (const node of fresh.nodes) {
    gone.delete(node.id);
    const item = net.items.get(node.id);
    if (!item) came.push(node);
    else { item.node = { ...node, x: item.node.x, y: item.node.y }; item.people = node.people; }
    if (item && moved && !net.pinned.has(node.id)) orbatlasPlace(net, node.id, node.x, node.y);
  }
  orbatlasTake(net, [...gone.keys()]);
  orbatlasRoom(net, came, fresh.edges, moved);
  for (const node of came) net.items.set(node.id, orbatlasItem(node));
  orbatlasRetie(net, fresh.edges);
  if (fresh.subject !== before.subject) { net.undo = []; net.hidden.clear(); net.pinned.clear(); net.near = null; }
  orbatlasStand(net);
  orbatlasDress(net);
  if (moved) orbatlasFit(net);
  orbatlasTell(net);
}

function orbatlasTake(net, ids) {
  net.nodes.remove(ids);
  for (const id of ids) { net.items.delete(id); net.dressed.delete(id); net.hidden.delete(id); net.pinned.delete(id); net.near?.delete(id); }
}

function orbatlasRetie(net, edges) {
  const kept = new Map(edges.map(edge => [edge.id, edge]));
  const gone = [...net.ties.keys()].filter(id => !kept.has(id));
  net.edges.remove(gone);
  for (const id of gone) { net.ties.delete(id); net.dressed.delete(id); }
  for (const [id, edge] of kept) {
    const tie = net.ties.get(id);
    if (tie) tie.edge = edge;
    else net.ties.set(id, { edge, holds: edge.dashes ? "possible" : "certain", mark: "" });
  }
}

function orbatlasPlace(net, id, x, y) {
  const item = net.items.get(id);
  item.node.x = x; item.node.y = y;
  net.network.moveNode(id, x, y);
}

// Room for what came: beside what it is tied to, below or above it as the tie falls, where nothing stands yet.
function orbatlasRoom(net, came, edges, moved) {
  if (moved || came.length === 0) return;
  const wide = 210, high = 96, taken = new Set(), cell = (x, y) => `${Math.round(x / wide)},${Math.round(y / high)}`;
  const at = new Map([...net.items].map(([id, item]) => [id, [item.node.x, item.node.y]]));
  for (const [x, y] of at.values()) taken.add(cell(x, y));
  const ties = new Map();
  for (const edge of edges) for (const [own, other, up] of [[edge.from, edge.to, edge.falls ? -1 : 1], [edge.to, edge.from, edge.falls ? 1 : -1]]) {
    if (!ties.has(own)) ties.set(own, []);
    ties.get(own).push([other, up]);
  }
  const waiting = [...came];
  for (let round = 0; waiting.length && round < 6; round++) {
    for (const node of waiting.splice(0)) {
      const known = (ties.get(node.id) || []).find(([other]) => at.has(other));
      if (!known && round < 5) { waiting.push(node); continue; }
      const [x, y] = orbatlasFree(known ? at.get(known[0]) : [0, 0], known ? known[1] : 1, wide, high, taken, cell);
      node.x = x; node.y = y;
      at.set(node.id, [x, y]);
      taken.add(cell(x, y));
    }
  }
}

function orbatlasFree([x, y], way, wide, high, taken, cell) {
  for (let row = 1; row < 60; row++)
    for (let step = 0; step <= 2 * Math.max(3, row); step++) {
      const place = [x + Math.ceil(step / 2) * (step % 2 ? -1 : 1) * wide, y + way * row * high];
      if (!taken.has(cell(...place))) return place;
    }
  return [x + wide * 40, y];
}

// ---- what a reader does

// All of what is shown, by its cards and not by their middles; what can be done with it stands below it.
function orbatlasFit(net) {
  const shown = [...net.items.values()].filter(item => !item.hidden), room = net.canvas.getBoundingClientRect();
  if (!shown.length || room.width < 40) return;
  const box = orbatlasBox(net, shown, net.network.getPositions(shown.map(item => item.node.id))), below = net.actions.offsetHeight + 4;
  const fits = Math.min((room.width - 28) / (box.right - box.left), (room.height - below - 24) / (box.bottom - box.top));
  const scale = Math.max(0.02, Math.min(1.1, fits));
  net.network.moveTo({ position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + below / 2 / scale }, scale, animation: false });
  net.fitted = true;
}

function orbatlasSelect(net, ids) {
  const nodes = ids.filter(id => net.items.has(id)), edges = ids.filter(id => net.ties.has(id));
  net.network.setSelection({ nodes, edges }, { highlightEdges: false });
  orbatlasActions(net);
}

function orbatlasDo(net, words, act, back) {
  act();
  net.undo.push({ words, back });
  if (net.undo.length > 200) net.undo.shift();
  orbatlasDress(net);
  orbatlasTell(net);
}

function orbatlasUndo(net) {
  const last = net.undo.pop();
  if (!last) return;
  last.back();
  orbatlasDress(net);
  orbatlasTell(net);
  orbatlasSay(net, `Undone: ${last.words}`);
}

function orbatlasHide(net, id) {
  const name = net.items.get(id)?.node.name;
  orbatlasDo(net, `hide ${name}`, () => net.hidden.add(id), () => net.hidden.delete(id));
  net.network.unselectAll();
  orbatlasActions(net);
  orbatlasSay(net, `${name} is hidden`);
}

function orbatlasUnhide(net) {
  const some = [...net.hidden];
  orbatlasDo(net, "show the hidden", () => net.hidden.clear(), () => some.forEach(id => net.hidden.add(id)));
}

function orbatlasPin(net, id) {
  const turn = () => { if (!net.pinned.delete(id)) net.pinned.add(id); };
  orbatlasDo(net, net.pinned.has(id) ? "unpin" : "pin", turn, turn);
  orbatlasActions(net);
}

// Only a thing and what is tied to it stay bright; the same again, or null, ends it.
function orbatlasFocus(net, id) {
  const before = net.near, centre = before?.centre === id ? null : id;
  const near = centre === null ? null : new Set([centre]);
  if (near) {
    near.centre = centre;
    for (const { edge, holds } of net.ties.values())
      if (holds !== "no" && (edge.from === centre || edge.to === centre)) near.add(edge.from).add(edge.to);
  }
  orbatlasDo(net, "focus", () => { net.near = near; }, () => { net.near = before; });
  if (near && net.items.has(centre)) net.fitted = false;
  if (near && net.items.has(centre)) net.network.focus(centre, { scale: Math.max(net.network.getScale(), 0.7), animation: false });
  orbatlasActions(net);
}

function orbatlasExpand(net, id, kind = null) {
  const answers = net.data.expandable || (net.data.live && id.startsWith("fold:"));
  if (!answers || !net.items.has(id)) return orbatlasFocus(net, id);
  net.undo.push({ words: "expand", back: () => net.tell("collapse", { id }) });
  orbatlasSay(net, `Asking what is tied to ${net.items.get(id).node.name}`);
  net.tell("expand", { id, kind });
}

function orbatlasCollapse(net, id) {
  net.undo.push({ words: "collapse", back: () => net.tell("expand", { id, kind: null }) });
  net.tell("collapse", { id });
}
