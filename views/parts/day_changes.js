// What came, went and changed between two days, as a list: the same rule as views/comparing.py, whose words it shares.

const ORBATLAS_KINDS = [["changed", "Changed"], ["came", "Came"], ["went", "Went"], ["surer", "Now certain"], ["unsurer", "Now only possible"]];
const ORBATLAS_SIGNS = { surer: "!", unsurer: "?" };
const ORBATLAS_LISTED = 100;

// Every tie of a drawing, those of persons in labels among them.
function orbatlasAllTies(net) {
  const found = [...net.ties.values()].map(({ edge }) => ({ ...edge, drawn: orbatlasDrawn(edge) }));
  for (const { node } of net.items.values())
    for (const one of node.people)
      found.push({ id: one.edge, from: one.id, to: node.id, tie: one.tie, phrase: one.phrase, falls: true, spells: one.spells, drawn: orbatlasDrawn(one), person: one });
  return found;
}

// What is there on a day: the things by id, and how each tie holds whose two ends are there.
function orbatlasThereOn(net, ties, day) {
  const items = new Map(), held = new Map(ties.map(tie => [tie.id, orbatlasHeld(tie.spells, day, tie.drawn)]));
  const put = (id, node) => items.set(id, { node, at: [["se", "sl", "ee", "el"].some(key => node[key]) ? orbatlasHolds(node, day) : "certain"] });
  for (const [id, { node }] of net.items) put(id, node);
  for (const { person } of ties) if (person && !items.has(person.id)) put(person.id, {});
  const edges = new Map(ties.map(tie => [tie.id, { edge: tie, at: [held.get(tie.id)] }]));
  const reached = orbatlasReached({ items, ties: edges, data: net.data }, 0);
  const things = new Set([...items].filter(([id, item]) => reached.has(id) && (item.at[0] !== "no" || item.node.focus)).map(([id]) => id));
  return { things, held: new Map(ties.filter(tie => held.get(tie.id) !== "no" && things.has(tie.from) && things.has(tie.to)).map(tie => [tie.id, held.get(tie.id)])) };
}

function orbatlasChanges(net, first, last) {
  const ties = orbatlasAllTies(net), names = new Map([...net.items].map(([id, { node }]) => [id, node.name]));
  for (const { person } of ties) if (person) names.set(person.id, person.name);
  const before = orbatlasThereOn(net, ties, first), after = orbatlasThereOn(net, ties, last), found = [];
  // Who comes or goes with a tie of their own to what lies below is told of by that tie.
  const byTie = new Set(ties.filter(tie => tie.falls && before.held.has(tie.id) !== after.held.has(tie.id)).map(tie => tie.from));
  for (const [id, name] of names)
    if (before.things.has(id) !== after.things.has(id) && !byTie.has(id)) found.push({ mark: after.things.has(id) ? "came" : "went", id, where: id, words: name });
  const swapped = orbatlasSwapped(ties, before, after);
  for (const tie of ties) {
    const one = swapped.has(tie.id) ? swapped.get(tie.id) : orbatlasTieChange(tie, before.held.get(tie.id), after.held.get(tie.id), first, last, names);
    // A tie that is not drawn, to a person in a label, is shown by its unit.
    if (one) found.push({ ...(one.tie ? orbatlasSwapWords(one, names) : one), where: tie.person ? tie.to : tie.id });
  }
  found.sort((a, b) => (a.words < b.words ? -1 : a.words > b.words ? 1 : a.id < b.id ? -1 : 1));
  return { before, after, found };
}

const orbatlasTieWords = (tie, names) => `${names.get(tie.from)} ${tie.phrase} ${names.get(tie.to)}`;

function orbatlasTieChange(tie, before, after, first, last, names) {
  const words = orbatlasTieWords(tie, names);
  if (!before && !after) return null;
  if (!before) return { mark: "came", id: tie.id, words: after === "possible" ? `${words} (possible)` : words };
  if (!after) return { mark: "went", id: tie.id, words: before === "possible" ? `${words} (possible)` : words };
  if (before !== after) return { mark: after === "certain" ? "surer" : "unsurer", id: tie.id, words };
  const said = day => tie.spells.filter(spell => orbatlasHolds(spell, day) !== "no").map(spell => spell.words).sort();
  const [old, fresh] = [said(first), said(last)];
  if (String(old) === String(fresh)) return null;
  return { mark: "changed", id: tie.id, words: `${words}: ${fresh.join("; ")}, before ${old.join("; ")}` };
}

// One tie went and one of the same type came, both of the same lower thing: a new superior, a new commander.
function orbatlasSwapped(ties, before, after) {
  const lower = tie => (tie.falls ? tie.to : tie.from), groups = new Map();
  for (const tie of ties) {
    const came = !before.held.has(tie.id) && after.held.has(tie.id), went = before.held.has(tie.id) && !after.held.has(tie.id);
    if (!came && !went) continue;
    const key = `${lower(tie)} ${tie.tie}`, group = groups.get(key) || { came: [], went: [] };
    group[came ? "came" : "went"].push(tie);
    groups.set(key, group);
  }
  const found = new Map();
  for (const { came, went } of groups.values()) {
    const id = came.length && lower(came[0]);
    if (came.length !== 1 || went.length !== 1 || !before.things.has(id) || !after.things.has(id)) continue;
    found.set(went[0].id, null);
    found.set(came[0].id, { tie: came[0], old: went[0] });
  }
  return found;
}

function orbatlasSwapWords({ tie, old }, names) {
  return { mark: "changed", id: tie.id, words: `${orbatlasTieWords(tie, names)}, before ${names.get(tie.falls ? old.from : old.to)}` };
}

// ---- the list

function orbatlasList(days, pair, two) {
  if (!pair) { days.list.hidden = true; return; }
  const { net } = days.handle, [first, last] = pair[0] < pair[1] ? pair : [pair[1], pair[0]];
  const { found, before, after } = orbatlasChanges(net, first, last);
  if (two) days.counts.textContent = `${orbatlasDayWords(first)}: ${orbatlasThereWords(before)}. ${orbatlasDayWords(last)}: ${orbatlasThereWords(after)}.`;
  const title = `From ${orbatlasDayWords(first)} to ${orbatlasDayWords(last)}`;
  const none = orbatlasElement("p", { class: "none", text: "Nothing that is drawn came, went or changed." });
  const groups = ORBATLAS_KINDS.map(([mark, words]) => orbatlasListGroup(net, mark, words, found.filter(one => one.mark === mark)));
  days.list.replaceChildren(orbatlasElement("h3", { text: title }), ...(found.length ? groups.filter(Boolean) : [none]));
  days.list.classList.toggle("two", two);
  days.list.hidden = false;
}

function orbatlasThereWords({ things, held }) {
  const much = number => number.toLocaleString("en"), possible = [...held.values()].filter(one => one === "possible").length;
  return `${much(things.size)} things, ${much(held.size)} ties, ${much(possible)} of them only possible`;
}

function orbatlasListGroup(net, mark, words, some) {
  if (!some.length) return null;
  const sign = ORBATLAS_MARKS[mark]?.sign || ORBATLAS_SIGNS[mark];
  const lines = some.slice(0, ORBATLAS_LISTED).map(({ where, words: text }) => orbatlasElement("li", {},
    orbatlasElement("span", { class: "sign", "aria-hidden": "true", text: sign }),
    orbatlasElement("button", { type: "button", text, on: { click: () => orbatlasShowOne(net, where) } })));
  const left = some.length - lines.length;
  if (left) lines.push(orbatlasElement("li", { class: "left", text: `and ${left.toLocaleString("en")} more` }));
  return orbatlasElement("div", { class: mark }, orbatlasElement("h4", { text: `${words} (${some.length.toLocaleString("en")})` }), orbatlasElement("ul", {}, ...lines));
}

function orbatlasShowOne(net, id) {
  net.handle.select([id]);
  const tie = net.ties.get(id), at = net.network.getPositions([tie ? tie.edge.from : id]);
  for (const place of Object.values(at)) orbatlasSee(net, place);
  net.tellChosen();
}
