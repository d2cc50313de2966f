// What holds on a day, and what changed between two. The day logic itself stands in holds.js.

const ORBATLAS_ORDER = ["certain", "possible", "no"];

// A tie is as sure as the surest of its facts; one without facts stands as Python drew it.
function orbatlasHeld(spells, day, drawn) {
  if (day === null || day === undefined || !spells.length) return drawn;
  let best = 2;
  for (const spell of spells) best = Math.min(best, ORBATLAS_ORDER.indexOf(orbatlasHolds(spell, day)));
  return ORBATLAS_ORDER[best];
}

const orbatlasThere = held => held !== "no";

function orbatlasDrawn(one) { return one.dashes || one.dashed ? "possible" : "certain"; }

function orbatlasMark(before, after) {
  if (!orbatlasThere(before)) return orbatlasThere(after) ? "came" : "";
  return orbatlasThere(after) ? "" : "went";
}

// Set how every tie, person and thing holds: on the day, or on either of two days that are compared.
function orbatlasStand(net) {
  const two = net.against !== null && net.against !== undefined;
  const touched = new Set();
  for (const tie of net.ties.values()) {
    const first = orbatlasHeld(tie.edge.spells, net.day, orbatlasDrawn(tie.edge));
    const second = two ? orbatlasHeld(tie.edge.spells, net.against, orbatlasDrawn(tie.edge)) : first;
    tie.at = [first, second];
    tie.mark = two ? orbatlasMark(first, second) : "";
    tie.holds = ORBATLAS_ORDER[Math.min(ORBATLAS_ORDER.indexOf(first), ORBATLAS_ORDER.indexOf(second))];
    if (tie.mark) touched.add(tie.edge.from).add(tie.edge.to);
  }
  for (const item of net.items.values()) orbatlasStandItem(net, item, two, touched);
  orbatlasReach(net, two);
  for (const item of net.items.values())
    if (two && !item.mark && item.holds !== "no" && (touched.has(item.node.id) || item.people.some(one => one.mark))) item.mark = "changed";
}

function orbatlasStandItem(net, item, two, touched) {
  const own = [item.node], dated = ["se", "sl", "ee", "el"].some(key => item.node[key]);
  const first = dated ? orbatlasHeld(own, net.day, "certain") : "certain";
  const second = dated && two ? orbatlasHeld(own, net.against, "certain") : first;
  item.at = [first, second];
  item.mark = "";
  item.holds = ORBATLAS_ORDER[Math.min(ORBATLAS_ORDER.indexOf(first), ORBATLAS_ORDER.indexOf(second))];
  item.people = item.node.people.map(one => {
    const here = orbatlasHeld(one.spells, net.day, orbatlasDrawn(one));
    const there = two ? orbatlasHeld(one.spells, net.against, orbatlasDrawn(one)) : here;
    return { ...one, at: [here, there], mark: two ? orbatlasMark(here, there) : "", held: two && !orbatlasThere(here) ? there : here };
  });
}

// On a day a thing is drawn if ties that hold lead from what the drawing is about to it; that itself always is.
function orbatlasReach(net, two) {
  if (net.day === null || net.day === undefined) return;
  const sides = (two ? [0, 1] : [0]).map(side => orbatlasReached(net, side));
  for (const [id, item] of net.items) {
    const there = sides.map((found, side) => found === null || (found.has(id) && (item.at[side] !== "no" || item.node.focus)));
    if (two && there[0] !== there[1]) item.mark = there[0] ? "went" : "came";
    if (!there.some(Boolean)) item.holds = "no";
    else if (item.holds === "no") item.holds = "possible";
  }
}

function orbatlasReached(net, side) {
  const starts = [...net.items].filter(([, item]) => item.node.focus).map(([id]) => id);
  const held = [...net.ties.values()].filter(({ at }) => orbatlasThere(at[side])).map(({ edge }) => edge);
  const open = id => net.items.has(id) && net.items.get(id).at[side] !== "no";
  const all = orbatlasNeighbours(held, edge => [[edge.from, edge.to], [edge.to, edge.from]]);
  if (!starts.length) {
    // Without a subject, whatever has a tie that holds is there, and whatever never had any.
    const tied = new Set([...net.ties.values()].flatMap(({ edge }) => [edge.from, edge.to]));
    return new Set([...net.items.keys()].filter(id => all.has(id) || !tied.has(id)));
  }
  return net.data?.period ? orbatlasChain(net, starts, held, all, open) : orbatlasClosed(starts, all, open);
}

function orbatlasNeighbours(edges, ways) {
  const near = new Map();
  for (const edge of edges) for (const [one, other] of ways(edge)) {
    if (!near.has(one)) near.set(one, []);
    near.get(one).push(other);
  }
  return near;
}

// All that ties lead to, step by step.
function orbatlasClosed(starts, near, open) {
  const found = new Set(starts);
  for (const id of found) for (const other of near.get(id) || []) if (open(other)) found.add(other);
  return found;
}

// A chain through a window of days holds units that stood beside one another at different times. On one day it is what
// is above and what is below, who commands these, and what a reader expanded: the same as views/comparing.py.
function orbatlasChain(net, starts, held, all, open) {
  const rises = held.filter(edge => !edge.falls), falls = held.filter(edge => edge.falls);
  const feet = orbatlasNeighbours(falls, edge => [[edge.from, edge.to]]), aside = orbatlasNeighbours(falls, edge => [[edge.from, edge.to], [edge.to, edge.from]]);
  const roots = [...starts, ...starts.flatMap(id => feet.get(id) || []).filter(open)];
  const up = orbatlasClosed(roots, orbatlasNeighbours(rises, edge => [[edge.from, edge.to]]), open);
  const down = orbatlasClosed(roots, orbatlasNeighbours(rises, edge => [[edge.to, edge.from]]), open);
  const found = new Set([...up, ...down]), opened = new Set(Object.keys(net.data.opened || {}));
  for (const id of [...found]) for (const other of aside.get(id) || []) if (open(other)) found.add(other);
  for (const id of found) if (opened.has(id)) for (const other of all.get(id) || []) if (open(other)) found.add(other);
  return found;
}

// Things and ties that are to be seen, persons in labels among them.
function orbatlasCounts(net) {
  const counts = { things: 0, ties: 0, certain: 0, possible: 0 };
  const count = held => { counts.ties++; counts[held === "possible" ? "possible" : "certain"]++; };
  for (const item of net.items.values()) {
    if (item.hidden) continue;
    counts.things++;
    for (const one of item.people) if (orbatlasThere(one.held)) { counts.things++; count(one.held); }
  }
  for (const { edge, holds } of net.ties.values())
    if (holds !== "no" && !net.items.get(edge.from)?.hidden && !net.items.get(edge.to)?.hidden) count(holds);
  return counts;
}
