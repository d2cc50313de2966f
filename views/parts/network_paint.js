// How a thing is drawn: a card with its symbol, its name and who commands it. One painter for the canvas and for SVG.

const ORBATLAS_CARD = { width: 188, symbol: 46, line: 15, pad: 7, name: 13, small: 11.5, lines: 2, people: 2, font: 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans Myanmar", sans-serif' };
// Below the first scale only names stand on cards, in larger letters; below the second, symbols alone. Few things keep their names.
const ORBATLAS_MIDDLE = 0.56, ORBATLAS_FAR = 0.3, ORBATLAS_FEW = 30;

const orbatlasRuler = document.createElement("canvas").getContext("2d");
const orbatlasWidths = new Map();

function orbatlasWidth(text, size, bold) {
  const key = `${size}${bold}${text}`;
  if (!orbatlasWidths.has(key)) {
    orbatlasRuler.font = `${bold ? "600 " : ""}${size}px ${ORBATLAS_CARD.font}`;
    orbatlasWidths.set(key, orbatlasRuler.measureText(text).width);
  }
  return orbatlasWidths.get(key);
}

function orbatlasCut(text, room, size, bold) {
  if (orbatlasWidth(text, size, bold) <= room) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (orbatlasWidth(text.slice(0, middle) + "…", size, bold) <= room) low = middle; else high = middle - 1;
  }
  return text.slice(0, low).trimEnd() + "…";
}

// Words on at most so many lines; what is left over ends in "…". Text without spaces (Burmese) is cut.
function orbatlasWrap(text, room, size, bold, most) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const tried = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (orbatlasWidth(tried, size, bold) <= room || !lines[lines.length - 1]) lines[lines.length - 1] = tried;
    else if (lines.length < most) lines.push(word);
    else lines[lines.length - 1] = `${lines[lines.length - 1]} ${word}`;
  }
  return lines.map(line => orbatlasCut(line, room, size, bold));
}

function orbatlasPersonWords(one) {
  const [rank, role] = one.short, name = rank ? `${rank} ${one.name}` : one.name;
  const sign = one.mark ? `${ORBATLAS_MARKS[one.mark].sign} ` : one.held === "possible" ? "? " : "";
  return `${sign}${name}${role ? `, ${role}` : ""}`;
}

// The lines of a card and its size; made once, and again when what it says changes.
function orbatlasCard(net, item) {
  if (item.card) return item.card;
  const { node } = item, size = ORBATLAS_CARD, room = size.width - size.symbol - 3 * size.pad;
  const lines = orbatlasWrap(node.name, room, size.name, true, size.lines).map(text => ({ text, size: size.name, bold: true }));
  const people = item.people.filter(one => orbatlasThere(one.held) || one.mark);
  const shown = people.length > size.people ? people.slice(0, size.people - 1) : people;
  const small = shown.map(one => ({ text: orbatlasPersonWords(one), mark: one.mark }));
  if (people.length > shown.length) small.push({ text: `and ${people.length - shown.length} more` });
  if (node.short) small.push({ text: node.short });
  if (node.more) small.push({ text: `and ${node.more.toLocaleString("en")} more` });
  lines.push(...small.map(({ text, mark }) => ({ text: orbatlasCut(text, room, size.small, false), size: size.small, mark })));
  const height = Math.max(size.symbol, lines.length * size.line) + 2 * size.pad;
  item.card = { lines, width: size.width, height };
  return item.card;
}

// ---- on a canvas

function orbatlasPaint(net, item, { ctx, x, y, state }) {
  const card = orbatlasCard(net, item);
  return {
    drawNode() {
      ctx.globalAlpha = item.dim ? 0.14 : 1;
      const brush = orbatlasCanvasBrush(net, ctx);
      const scale = net.network ? net.network.getScale() : 1;
      if (scale < ORBATLAS_FAR && !(net.items.size <= ORBATLAS_FEW)) orbatlasFar(net, item, brush, x, y, state, scale);
      else if (scale < ORBATLAS_MIDDLE) orbatlasMiddle(net, item, brush, x, y, state);
      else orbatlasNear(net, item, brush, x, y, state);
      ctx.globalAlpha = 1;
    },
    nodeDimensions: { width: card.width, height: card.height },
  };
}

function orbatlasLook(net, item, state) {
  const on = net.paper();
  const line = item.mark ? orbatlasMarkColour(net, item.mark) : state.selected ? on.ink : item.shade.line;
  const width = state.selected ? 3.2 : item.mark ? 3 : item.node.focus ? 3 : state.hover ? 2 : 1.2;
  return { fill: on.ground, line, width, dash: item.mark === "went" ? [2, 4] : item.holds === "possible" ? [6, 4] : null };
}

// Too small to read: the symbol alone, as large as the card.
function orbatlasFar(net, item, brush, x, y, state, scale) {
  const { width, height } = item.card, look = orbatlasLook(net, item, state);
  brush.box(x - width / 2, y - height / 2, width, height, 8, { ...look, fill: item.shade.fill, width: Math.max(look.width, 1 / scale) });
  if (scale > 0.12) orbatlasGlyph(net, item, brush, x, y, height - 4);
}

// Readable from further away: the symbol and the name in larger letters, without what is told of it.
function orbatlasMiddle(net, item, brush, x, y, state) {
  const { width, height } = item.card, size = ORBATLAS_CARD, letters = 17, left = x - width / 2, top = y - height / 2;
  item.card.name ||= orbatlasWrap(item.node.name, width - size.symbol - 2 * size.pad, letters, true, height > 3.2 * letters ? 3 : 2);
  brush.box(left, top, width, height, item.node.symbol ? 6 : 12, orbatlasLook(net, item, state));
  orbatlasGlyph(net, item, brush, left + size.pad / 2 + size.symbol / 2, y, size.symbol);
  item.card.name.forEach((text, at, all) => brush.text(text, left + size.pad + size.symbol, y + (at - (all.length - 1) / 2) * (letters + 1), { size: letters, bold: true, colour: net.paper().ink }));
  orbatlasSigns(net, item, brush, left, top, width);
}

function orbatlasNear(net, item, brush, x, y, state) {
  const { lines, width, height } = item.card, size = ORBATLAS_CARD, on = net.paper();
  const left = x - width / 2, top = y - height / 2;
  const round = item.node.symbol ? 6 : 12;
  brush.box(left, top, width, height, round, orbatlasLook(net, item, state));
  orbatlasGlyph(net, item, brush, left + size.pad + size.symbol / 2, y, size.symbol);
  let line = y - (lines.length * size.line) / 2 + size.line / 2;
  for (const { text, size: letters, bold, mark } of lines) {
    const colour = mark ? orbatlasMarkColour(net, mark) : on.ink;
    brush.text(text, left + 2 * size.pad + size.symbol, line, { size: letters, bold, colour });
    line += size.line;
  }
  orbatlasSigns(net, item, brush, left, top, width);
}

// Signs on the corner: what changed, what the sources disagree on, what is pinned.
function orbatlasSigns(net, item, brush, left, top, width) {
  const on = net.paper(), signs = [];
  if (item.mark) signs.push([ORBATLAS_MARKS[item.mark].sign, orbatlasMarkColour(net, item.mark)]);
  if (item.node.conflict) signs.push(["≠", on.mark]);
  if (net.pinned.has(item.node.id)) signs.push(["•", on.ink]);
  signs.forEach(([sign, colour], number) => {
    brush.circle(left + width - 4 - number * 20, top, 9, { fill: on.ground, line: colour, width: 1.6 });
    brush.text(sign, left + width - 4 - number * 20, top + 0.5, { size: 13, bold: true, colour, middle: true });
  });
}

function orbatlasGlyph(net, item, brush, x, y, size) {
  const { node, shade } = item, on = net.paper(), look = { fill: shade.fill, line: on.ink, width: 1.6 };
  const symbol = node.symbol && net.data.symbols[node.symbol];
  if (symbol) return brush.symbol(node.symbol, symbol, x, y, size, shade.fill, on.ink);
  const r = size * 0.36, points = turns => turns.map(([dx, dy]) => [x + dx * r, y + dy * r]);
  if (node.shape === "dot") return orbatlasPersonGlyph(node, brush, x, y, size, look);
  if (node.shape === "triangle") return brush.shape(points([[0, -1], [1, 0.8], [-1, 0.8]]), look);
  if (node.shape === "diamond") return brush.shape(points([[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]]), look);
  if (node.shape === "star") return brush.shape(points(orbatlasStar()), look);
  if (node.shape === "square") return brush.shape(points([[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]]), look);
  return brush.box(x - r * 1.2, y - r * 0.8, r * 2.4, r * 1.6, 2, look);
}

function orbatlasStar() {
  return Array.from({ length: 10 }, (_, at) => {
    const angle = -Math.PI / 2 + (at * Math.PI) / 5, r = at % 2 ? 0.5 : 1.15;
    return [Math.cos(angle) * r, Math.sin(angle) * r];
  });
}

// A person: head and shoulders in a ring; who commands has a second ring.
function orbatlasPersonGlyph(node, brush, x, y, size, look) {
  const r = size * 0.4;
  brush.circle(x, y, r, look);
  if (node.leads) brush.circle(x, y, r + 3.2, { ...look, fill: null });
  brush.circle(x, y - r * 0.28, r * 0.3, { fill: look.line });
  brush.shape([[-0.58, 0.66], [-0.46, 0.3], [-0.2, 0.14], [0.2, 0.14], [0.46, 0.3], [0.58, 0.66]].map(([dx, dy]) => [x + dx * r, y + dy * r]), { fill: look.line });
}

function orbatlasCanvasBrush(net, ctx) {
  const finish = ({ fill, line, width, dash }) => {
    if (fill) { ctx.fillStyle = fill; ctx.fill(); }
    if (line) { ctx.strokeStyle = line; ctx.lineWidth = width; ctx.setLineDash(dash || []); ctx.stroke(); ctx.setLineDash([]); }
  };
  return {
    box(x, y, w, h, r, look) { ctx.beginPath(); if (ctx.roundRect) ctx.roundRect(x, y, w, h, r); else ctx.rect(x, y, w, h); finish(look); },
    circle(x, y, r, look) { ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI); finish(look); },
    shape(points, look) { ctx.beginPath(); points.forEach(([x, y], at) => (at ? ctx.lineTo(x, y) : ctx.moveTo(x, y))); ctx.closePath(); finish(look); },
    text(words, x, y, { size, bold, colour, middle }) {
      ctx.font = `${bold ? "600 " : ""}${size}px ${ORBATLAS_CARD.font}`;
      ctx.fillStyle = colour;
      ctx.textAlign = middle ? "center" : "left";
      ctx.textBaseline = "middle";
      ctx.fillText(words, x, y);
    },
    symbol(key, symbol, x, y, size, fill, ink) {
      const scale = Math.min((size * 1.1) / symbol.width, size / symbol.height);
      const image = orbatlasImage(net, key, symbol, fill, ink, symbol.width * scale * Math.abs(ctx.getTransform().a));
      if (!image.drawn) return;
      ctx.drawImage(image.drawn, x - (symbol.width * scale) / 2, y - (symbol.height * scale) / 2, symbol.width * scale, symbol.height * scale);
    },
  };
}

// A symbol in two colours as a bitmap: made once for each size from its SVG (a data: address, so nothing is asked for),
// then reused. Small ones have thicker lines, or they would fade.
function orbatlasImage(net, key, symbol, fill, ink, pixels) {
  const wide = Math.min(512, 2 ** Math.max(4, Math.ceil(Math.log2(pixels)))), name = `${key} ${fill} ${ink} ${wide}`;
  if (!net.images.has(name)) {
    const made = { drawn: null }, image = new Image();
    net.images.set(name, made);
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = wide; canvas.height = Math.round((symbol.height * wide) / symbol.width);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      made.drawn = canvas;
      clearTimeout(net.redraw);
      net.redraw = setTimeout(() => net.network?.redraw(), 0);
    });
    const thick = Math.min(2.2, Math.max(1, 80 / wide)), svg = orbatlasInked(symbol, fill, ink);
    image.src = "data:image/svg+xml," + encodeURIComponent(svg.replace(/stroke-width="([\d.]+)"/g, (_, width) => `stroke-width="${width * thick}"`));
  }
  return net.images.get(name);
}

const orbatlasInked = (symbol, fill, ink) => symbol.svg.replaceAll("{fill}", fill).replaceAll("{ink}", ink);

// ---- as SVG: every text becomes a text node

const ORBATLAS_SVG = "http://www.w3.org/2000/svg";

function orbatlasSvgBrush(parent) {
  const put = (tag, values, text) => {
    const made = document.createElementNS(ORBATLAS_SVG, tag);
    for (const [key, value] of Object.entries(values)) if (value !== null && value !== undefined) made.setAttribute(key, String(value));
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  };
  const dressed = ({ fill, line, width, dash }) => ({ fill: fill || "none", stroke: line || null, "stroke-width": line ? width : null, "stroke-dasharray": dash ? dash.join(" ") : null });
  return {
    put,
    box: (x, y, width, height, rx, look) => put("rect", { x, y, width, height, rx, ...dressed(look) }),
    circle: (cx, cy, r, look) => put("circle", { cx, cy, r, ...dressed(look) }),
    shape: (points, look) => put("polygon", { points: points.map(point => point.join(",")).join(" "), ...dressed(look) }),
    text: (words, x, y, { size, bold, colour, middle }) => put("text", { x, y, fill: colour, "font-size": size, "font-weight": bold ? 600 : null, "font-family": ORBATLAS_CARD.font, "text-anchor": middle ? "middle" : null, "dominant-baseline": "central" }, words),
    symbol(key, symbol, x, y, size, fill, ink) {
      const scale = Math.min((size * 1.1) / symbol.width, size / symbol.height), [w, h] = [symbol.width * scale, symbol.height * scale];
      const made = document.importNode(new DOMParser().parseFromString(orbatlasInked(symbol, fill, ink), "image/svg+xml").documentElement, true);
      for (const [key, value] of Object.entries({ x: x - w / 2, y: y - h / 2, width: w, height: h })) made.setAttribute(key, value);
      parent.append(made);
    },
  };
}

// The corners of what is around these cards.
function orbatlasBox(net, items, at) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const item of items) {
    const { width, height } = orbatlasCard(net, item), { x, y } = at[item.node.id];
    box.left = Math.min(box.left, x - width / 2); box.right = Math.max(box.right, x + width / 2);
    box.top = Math.min(box.top, y - height / 2); box.bottom = Math.max(box.bottom, y + height / 2);
  }
  return box;
}

// The drawing as it stands now (places, day, colours), as the text of an SVG.
function orbatlasSvg(net) {
  const shown = [...net.items.values()].filter(item => !item.hidden);
  const at = net.network.getPositions(shown.map(item => item.node.id)), box = orbatlasBox(net, shown, at);
  const [left, top, width, height] = [box.left - 16, box.top - 16, box.right - box.left + 32, box.bottom - box.top + 32];
  const root = document.createElementNS(ORBATLAS_SVG, "svg"), on = net.paper();
  for (const [key, value] of Object.entries({ xmlns: ORBATLAS_SVG, viewBox: `${left} ${top} ${width} ${height}`, width, height })) root.setAttribute(key, value);
  const brush = orbatlasSvgBrush(root);
  brush.put("title", {}, net.data.title);
  brush.put("rect", { x: left, y: top, width, height, fill: on.ground });
  for (const tie of net.ties.values()) orbatlasSvgTie(net, tie, at, brush);
  for (const item of shown) {
    orbatlasCard(net, item);
    orbatlasNear(net, item, brush, at[item.node.id].x, at[item.node.id].y, { selected: false, hover: false });
  }
  return new XMLSerializer().serializeToString(root);
}

function orbatlasSvgTie(net, { edge, holds, mark }, at, brush) {
  if (!at[edge.from] || !at[edge.to] || holds === "no") return;
  const from = orbatlasBorder(net, edge.from, at[edge.from], at[edge.to]), to = orbatlasBorder(net, edge.to, at[edge.to], at[edge.from]);
  const colour = mark ? orbatlasMarkColour(net, mark) : net.paper().ties[edge.tie];
  const dash = mark === "went" ? "2 5" : holds === "possible" ? "7 6" : null;
  brush.put("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: colour, "stroke-width": mark ? 3 : 1.8, "stroke-dasharray": dash });
  const angle = Math.atan2(to.y - from.y, to.x - from.x), tip = turn => [to.x - 10 * Math.cos(angle + turn), to.y - 10 * Math.sin(angle + turn)];
  brush.shape([[to.x, to.y], tip(0.45), tip(-0.45)], { fill: colour });
  const words = [mark ? ORBATLAS_MARKS[mark].sign : "", edge.label].filter(Boolean).join(" ");
  if (words) brush.text(words, (from.x + to.x) / 2, (from.y + to.y) / 2, { size: 12, colour, middle: true });
}

// Where the line from a card's middle to another place leaves the card.
function orbatlasBorder(net, id, own, other) {
  const { width, height } = orbatlasCard(net, net.items.get(id)), [dx, dy] = [other.x - own.x, other.y - own.y];
  const share = Math.min(Math.abs(width / 2 / (dx || 1e-9)), Math.abs(height / 2 / (dy || 1e-9)), 1);
  return { x: own.x + dx * share, y: own.y + dy * share };
}

// The same as a picture: a promise of a data: address.
async function orbatlasPng(net) {
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(orbatlasSvg(net));
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale); canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
