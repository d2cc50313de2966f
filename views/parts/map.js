// The map: outlines, marks that can be chosen, pan and zoom. It draws what Python counted; text is set as text.

const SVG = "http://www.w3.org/2000/svg";
const STEP = 1.5, MOST = 60, LEAST = 0.4, TILE = 256, TILES = 40;
const GOLDEN = 2.39996;

function html(name, values = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

function shape(name, values = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

// A circle; what is coarse is a diamond of the same area, so that colour and size are not all that tells it.
function form(coarse, radius, values) {
  if (!coarse) return shape("circle", { r: radius, ...values });
  const side = radius * 1.25;
  return shape("path", { d: `M0 ${-side}L${side} 0L0 ${side}L${-side} 0Z`, ...values });
}

function colour(step) {
  return step === null ? "plain" : step < 0 ? "unknown" : `step${step}`;
}

class Atlas {
  constructor(room) {
    this.room = room;
    this.k = 1;
    this.x = 0;
    this.y = 0;
    this.chosen = new Set();
    this.current = null;
    this.pointers = new Map();
    this.svg = shape("svg", { role: "group" });
    this.ground = shape("g", { class: "ground", "aria-hidden": "true" });
    this.land = shape("g", { class: "land", "aria-hidden": "true" });
    this.marks = shape("g", { class: "marks" });
    this.labels = shape("g", { class: "labels", "aria-hidden": "true" });
    this.svg.append(this.ground, this.land, this.marks, this.labels);
    this.tip = html("div", { class: "tip", role: "status" });
    this.frame = html("div", { class: "frame" }, this.svg, this.buttons(), this.tip);
    this.legend = html("div", { class: "legend" });
    this.whole = html("div", { class: "map" }, this.frame, this.legend);
    room.replaceChildren(this.whole);
    this.listen();
  }

  buttons() {
    const make = (text, words, act) => {
      const made = html("button", { type: "button", "aria-label": words, title: words, text });
      made.addEventListener("click", act);
      return made;
    };
    return html("div", { class: "buttons" },
      make("+", "Zoom in", () => this.zoom(STEP)),
      make("−", "Zoom out", () => this.zoom(1 / STEP)),
      make("⤢", "Show all", () => this.fit()));
  }

  // ---- data

  update(data, send) {
    const first = !this.data || this.data.key !== data.key;
    this.data = data;
    this.send = send;
    this.whole.className = data.dark ? "map dark" : "map";
    this.svg.setAttribute("aria-label", data.words.label);
    this.measure();
    if (this.outlines !== data.outlines.length || first) this.drawLand();
    this.chosen = new Set(data.selected);
    this.drawMarks();
    this.drawLegend();
    if (first) this.fit();
    else this.place();
  }

  // Lengths on the screen are pixels. At a zoom of 1 the whole first view is in the frame.
  measure() {
    const box = this.svg.getBoundingClientRect();
    this.wide = box.width || this.data.width;
    this.high = box.height || this.data.height;
    this.svg.setAttribute("viewBox", `0 0 ${this.wide} ${this.high}`);
    this.base = Math.min(this.wide / this.data.width, this.high / this.data.height);
    // On a small screen marks are smaller too.
    this.small = Math.min(1, Math.max(0.6, Math.min(this.wide, this.high) / 640));
  }

  fit() {
    this.k = 1;
    this.x = (this.wide - this.data.width * this.base) / 2;
    this.y = (this.high - this.data.height * this.base) / 2;
    this.place();
  }

  // Another size of the frame keeps what is in its middle.
  resize() {
    if (!this.data) return;
    const [wide, high, scale] = [this.wide, this.high, this.base * this.k];
    const middle = [(wide / 2 - this.x) / scale, (high / 2 - this.y) / scale];
    this.measure();
    if (wide === this.wide && high === this.high) return;
    this.x = this.wide / 2 - middle[0] * this.base * this.k;
    this.y = this.high / 2 - middle[1] * this.base * this.k;
    this.place();
  }

  drawLand() {
    this.outlines = this.data.outlines.length;
    this.land.replaceChildren(...this.data.outlines.map(one =>
      shape("path", { d: one.d, class: one.kind, "fill-rule": "evenodd", "vector-effect": "non-scaling-stroke" })));
  }

  drawMarks() {
    const focused = this.current;
    const hadFocus = this.marks.contains(this.room.getRootNode().activeElement);
    this.items = this.data.marks.map(mark => this.item(mark));
    this.marks.replaceChildren(...this.items.map(item => item.node));
    const again = this.items.find(item => item.mark.id === focused) || this.items[0];
    this.items.forEach(item => item.node.setAttribute("tabindex", item === again ? "0" : "-1"));
    if (hadFocus && again) again.node.focus({ preventScroll: true });
  }

  item(mark) {
    const words = `${mark.name}: ${mark.lines.join("; ")}`;
    const node = shape("g", { class: `mark ${colour(mark.step)}`, role: "button", "aria-label": words, "data-place": mark.id });
    const big = Math.max(mark.r, mark.most, 8);
    node.append(shape("circle", { class: "reach", r: Math.max(big, 12) }));
    if (mark.most) node.append(form(mark.coarse, mark.most, { class: "possible" }));
    if (mark.r) node.append(form(mark.coarse, mark.r, { class: "sure" }));
    else if (!mark.most) node.append(form(mark.coarse, 4, { class: "sure" }));
    node.append(form(mark.coarse, big + 4, { class: "halo" }));
    const item = { mark, node, big };
    node.addEventListener("click", event => { event.stopPropagation(); this.pick(item, event.shiftKey || event.ctrlKey || event.metaKey); });
    node.addEventListener("focus", () => this.tell(item));
    node.addEventListener("pointerenter", () => this.tell(item));
    node.addEventListener("pointerleave", () => this.hush());
    node.addEventListener("blur", () => this.hush());
    node.addEventListener("keydown", event => this.key(event, item));
    return item;
  }

  // ---- choosing

  pick(item, more) {
    if (this.dragged) return;
    const id = item.mark.id, had = this.chosen.has(id);
    if (!more) this.chosen.clear();
    if (had) this.chosen.delete(id);
    else this.chosen.add(id);
    this.current = id;
    this.show();
    this.send([...this.chosen]);
  }

  show() {
    for (const item of this.items) {
      const on = this.chosen.has(item.mark.id);
      item.node.classList.toggle("chosen", on);
      item.node.setAttribute("aria-pressed", String(on));
    }
  }

  tell(item) {
    this.tip.replaceChildren(html("strong", { text: item.mark.name }), ...item.mark.lines.map(line => html("span", { text: line })));
    this.tip.classList.add("on");
  }

  hush() {
    this.tip.classList.remove("on");
  }

  // ---- keyboard: one stop for all marks, arrows go to the nearest one that way

  key(event, item) {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    if (event.key === "Enter" || event.key === " ") this.pick(item, event.shiftKey || event.ctrlKey);
    else if (event.key === "Escape" && this.chosen.size) { this.chosen.clear(); this.show(); this.send([]); }
    else if (event.key === "+") this.zoom(STEP, this.spot(item));
    else if (event.key === "-") this.zoom(1 / STEP, this.spot(item));
    else if (ways[event.key]) this.step(item, ways[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(from, [dx, dy]) {
    const here = this.spot(from);
    let best = null, least = Infinity;
    for (const item of this.items) {
      const there = this.spot(item), along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      if (item === from || along <= 0.5) continue;
      const across = Math.abs((there.x - here.x) * dy + (there.y - here.y) * dx);
      const far = along + across * 2;
      if (far < least) [best, least] = [item, far];
    }
    if (!best) return;
    this.items.forEach(item => item.node.setAttribute("tabindex", item === best ? "0" : "-1"));
    this.current = best.mark.id;
    this.bring(best);
    best.node.focus({ preventScroll: true });
  }

  // A mark that lies outside of the view is brought into it.
  bring(item) {
    const { x, y } = this.spot(item), room = 40;
    if (x < room) this.x += room - x;
    if (x > this.wide - room) this.x -= x - this.wide + room;
    if (y < room) this.y += room - y;
    if (y > this.high - room) this.y -= y - this.high + room;
    this.place();
  }

  // ---- pan and zoom

  listen() {
    this.svg.addEventListener("wheel", event => {
      if (!event.ctrlKey && !event.metaKey && !this.inside) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.point(event));
    }, { passive: false });
    this.svg.addEventListener("pointerdown", event => this.down(event));
    this.svg.addEventListener("pointermove", event => this.move(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"])
      this.svg.addEventListener(name, event => this.up(event));
    // The wheel scrolls the page until somebody takes hold of the map.
    this.frame.addEventListener("pointerleave", () => { this.inside = false; });
    new ResizeObserver(() => this.resize()).observe(this.svg);
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  down(event) {
    this.inside = true;
    this.dragged = false;
    this.pointers.set(event.pointerId, this.point(event));
    this.start = this.point(event);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.point(event);
    if (Math.hypot(now.x - this.start.x, now.y - this.start.y) > 4 && !this.dragged) {
      this.dragged = true;
      this.svg.setPointerCapture(event.pointerId);
    }
    if (!this.dragged) return;
    const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y), is = Math.hypot(now.x - other.x, now.y - other.y);
      if (was > 1) this.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else {
      this.x += now.x - before.x;
      this.y += now.y - before.y;
      this.place();
    }
    this.pointers.set(event.pointerId, now);
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    if (this.dragged && !this.pointers.size) setTimeout(() => { this.dragged = false; }, 0);
  }

  zoom(factor, at = { x: this.wide / 2, y: this.high / 2 }) {
    const k = Math.min(MOST, Math.max(LEAST, this.k * factor)), real = k / this.k;
    this.x = at.x - (at.x - this.x) * real;
    this.y = at.y - (at.y - this.y) * real;
    this.k = k;
    this.place();
  }

  spot(item) {
    const { mark } = item, scale = this.base * this.k;
    const turn = mark.beside ? [Math.cos(mark.beside * GOLDEN), Math.sin(mark.beside * GOLDEN)] : [0, 0];
    const far = 16 * Math.sqrt(mark.beside);
    return { x: mark.x * scale + this.x + turn[0] * far, y: mark.y * scale + this.y + turn[1] * far };
  }

  // Everything to its place: land is scaled, marks keep their size on the screen.
  place() {
    if (!this.data) return;
    this.land.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.base * this.k})`);
    for (const item of this.items) {
      const { x, y } = this.spot(item);
      item.node.setAttribute("transform", `translate(${x} ${y}) scale(${this.small})`);
    }
    this.show();
    this.drawLabels();
    this.drawTiles();
  }

  // Names of the weightiest marks, as many as find room beside, over or under them.
  drawLabels() {
    const size = 12, made = [];
    const taken = this.items.map(item => {
      const { x, y } = this.spot(item), reach = item.big * this.small * 0.8;
      return { item, left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
    });
    const free = (box, item) => box.left > 0 && box.right < this.wide && box.top > 0 && box.bottom < this.high &&
      !taken.some(one => one.item !== item && box.left < one.right && box.right > one.left && box.top < one.bottom && box.bottom > one.top);
    const order = [...this.items].sort((a, b) => this.chosen.has(b.mark.id) - this.chosen.has(a.mark.id) || b.mark.weight - a.mark.weight);
    for (const item of order) {
      if (made.length >= 40) break;
      const { x, y } = this.spot(item), wide = item.mark.name.length * size * 0.53, far = item.big * this.small + 5;
      const places = [[x + far, y, "start"], [x - far, y, "end"], [x, y - far - 4, "middle"], [x, y + far + 6, "middle"]];
      for (const [at, line, anchor] of places) {
        const left = anchor === "start" ? at : anchor === "end" ? at - wide : at - wide / 2;
        const box = { left, right: left + wide, top: line - 8, bottom: line + 8 };
        if (!free(box, item)) continue;
        taken.push(box);
        const text = shape("text", { x: at, y: line + 4, "font-size": size, "stroke-width": 3, "text-anchor": anchor });
        text.textContent = item.mark.name;
        made.push(text);
        break;
      }
    }
    this.labels.replaceChildren(...made);
  }

  // Only where the settings name an address: pictures of the ground, under the outlines.
  drawTiles() {
    const tiles = this.data.tiles;
    if (!tiles) { this.ground.replaceChildren(); return; }
    const real = this.base * this.k, scale = tiles.scale * real;
    const z = Math.max(0, Math.min(18, Math.round(Math.log2(scale / TILE)))), count = 2 ** z, side = scale / count;
    const column = x => Math.floor(((x - this.x) / real / tiles.scale + tiles.x) * count);
    const row = y => Math.floor(((y - this.y) / real / tiles.scale + tiles.y) * count);
    const wanted = [];
    for (let y = Math.max(0, row(0)); y <= Math.min(count - 1, row(this.high)); y++)
      for (let x = Math.max(0, column(0)); x <= Math.min(count - 1, column(this.wide)); x++) wanted.push([x, y]);
    const had = new Map([...this.ground.children].map(node => [node.dataset.at, node]));
    this.ground.replaceChildren(...wanted.slice(0, TILES).map(([x, y]) => {
      const at = `${z}/${x}/${y}`, node = had.get(at) || shape("image", { "data-at": at });
      const address = tiles.address.replaceAll("{z}", z).replaceAll("{x}", x).replaceAll("{y}", y);
      if (!had.has(at)) node.setAttribute("href", address);
      node.setAttribute("x", (x / count - tiles.x) * scale + this.x);
      node.setAttribute("y", (y / count - tiles.y) * scale + this.y);
      node.setAttribute("width", side * 1.002);
      node.setAttribute("height", side * 1.002);
      return node;
    }));
  }

  // ---- what sizes, colours and forms mean

  drawLegend() {
    const { legend, words, tiles } = this.data, parts = [];
    const sample = (radius, ...inside) => shape("svg", { width: radius * 2 + 4, height: radius * 2 + 4, viewBox: `${-radius - 2} ${-radius - 2} ${radius * 2 + 4} ${radius * 2 + 4}`, "aria-hidden": "true" }, ...inside);
    const entry = (picture, text) => html("li", {}, picture, html("span", { text }));
    const list = (title, items) => items.length && html("div", {}, html("p", { text: title }), html("ul", {}, ...items));
    parts.push(list(words.size.replace("{}", legend.size), legend.sizes.map(one => entry(sample(one.r, shape("circle", { r: one.r, class: "sure" })), one.words))));
    if (legend.colour) {
      const steps = legend.steps.map(one => entry(html("i", { class: `swatch ${colour(one.step)}` }), one.words));
      if (legend.unknown) steps.push(entry(html("i", { class: "swatch unknown" }), words.unknown));
      parts.push(list(words.colour.replace("{}", legend.colour), steps));
    }
    const signs = [];
    if (legend.possible) signs.push(entry(sample(8, shape("circle", { r: 8, class: "possible" }), shape("circle", { r: 4, class: "sure" })), words.possible));
    if (legend.coarse) signs.push(entry(sample(10, form(true, 7, { class: "sure" })), words.coarse));
    if (signs.length) parts.push(list(words.signs, signs));
    if (tiles) parts.push(html("p", { class: "credit", text: `${words.ground} ${tiles.credit}` }));
    parts.push(html("p", { class: "credit", text: words.outlines }));
    this.legend.replaceChildren(...parts.filter(Boolean));
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const room = parentElement.querySelector(".room");
  room.atlas ??= new Atlas(room);
  room.atlas.update(data, places => setTriggerValue("picked", places));
}
