// A box that finds things while one types: a combobox with a list, for the keyboard first. All text is text, never markup.

const WAIT = 160;

function element(name, values = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

function built(room, data) {
  const id = `find-${data.key}`;
  const input = element("input", { id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: data.words.placeholder,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-describedby": `${id}-told` });
  const clear = element("button", { type: "button", class: "clear", "aria-label": data.words.clear, text: "×" });
  const list = element("ul", { id: `${id}-list`, class: "list", role: "listbox", "aria-label": data.words.list });
  const told = element("div", { id: `${id}-told`, class: "told", role: "status" });
  clear.hidden = list.hidden = true;
  room.replaceChildren(element("div", { class: "find" },
    element("label", { for: id, text: data.label }), element("div", { class: "field" }, input, clear), list, told));
  return { name: data.key, input, clear, list, told, hits: [], answered: "", active: -1, waiting: false, timer: 0, picked: null };
}

function option(state, hit, place) {
  const made = element("li", { id: `${state.list.id}-${place}`, role: "option", "aria-selected": "false" },
    element("b", { text: hit.name }), element("small", { class: "kind", text: hit.kind }),
    hit.above ? element("small", { text: hit.above }) : null,
    element("small", { text: hit.by ? `${hit.by} · ${hit.id}` : hit.id }));
  made.addEventListener("mousedown", event => event.preventDefault());
  made.addEventListener("click", () => state.pick(hit));
  return made;
}

function open(state, shown) {
  state.list.hidden = !shown || !state.hits.length;
  state.input.setAttribute("aria-expanded", String(!state.list.hidden));
  if (state.list.hidden) mark(state, -1);
}

function mark(state, place) {
  state.active = place;
  [...state.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  const item = state.list.children[place];
  if (item) {
    state.input.setAttribute("aria-activedescendant", item.id);
    const [top, bottom] = [item.offsetTop - state.list.offsetTop, item.offsetTop - state.list.offsetTop + item.offsetHeight];
    if (top < state.list.scrollTop) state.list.scrollTop = top;
    else if (bottom > state.list.scrollTop + state.list.clientHeight) state.list.scrollTop = bottom - state.list.clientHeight;
  } else state.input.removeAttribute("aria-activedescendant");
}

function typed(state) {
  return state.input.value.trim();
}

// Enter takes the one that is marked, else the likeliest; what is not yet answered is waited for.
function enter(state) {
  clearTimeout(state.timer);
  const text = typed(state);
  if (!text || text === state.picked) return;
  if (state.active >= 0) state.pick(state.hits[state.active]);
  else if (state.answered !== text) { state.waiting = true; keep(state); state.ask(text); }
  else state.pick(state.hits[0] || { id: text, name: text });
}

function key(state, event) {
  if (event.isComposing) return;
  const last = state.hits.length - 1;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (last < 0) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const shut = state.list.hidden;
    open(state, true);
    mark(state, shut || state.active < 0 ? (step > 0 ? 0 : last) : (state.active + step + last + 1) % (last + 1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    enter(state);
  } else if (event.key === "Escape") {
    if (!state.list.hidden) open(state, false);
    else state.empty();
  } else if (event.key === "Tab") open(state, false);
}

// A page that is built anew while one types builds its boxes anew: what was typed a moment ago is not lost by that.
const KEPT = 8000;
const typing = window.orbatlasTyping = window.orbatlasTyping || new Map();

function keep(state) {
  typing.set(state.name, { text: state.input.value, waiting: state.waiting, at: Date.now() });
}

function restore(state) {
  const kept = typing.get(state.name);
  if (!kept || Date.now() - kept.at > KEPT) return;
  state.input.value = kept.text;
  state.clear.hidden = !kept.text;
  state.waiting = kept.waiting;
  state.input.focus();
  state.ask(typed(state));
}

function wired(state) {
  state.input.addEventListener("input", () => {
    state.waiting = false;
    state.picked = null;
    state.clear.hidden = !state.input.value;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.ask(typed(state)), WAIT);
    keep(state);
  });
  state.input.addEventListener("keydown", event => key(state, event));
  state.input.addEventListener("blur", () => open(state, false));
  state.clear.addEventListener("click", () => { state.empty(); state.input.focus(); });
}

function shown(state, data) {
  const text = typed(state);
  if (data.typed !== text || state.picked === text) return;
  state.answered = data.typed;
  state.hits = data.hits;
  state.list.replaceChildren(...data.hits.map((hit, place) => option(state, hit, place)));
  state.told.textContent = text ? data.told : "";
  mark(state, -1);
  if (state.waiting) { state.waiting = false; enter(state); }
  else open(state, Boolean(text) && state.input.getRootNode().activeElement === state.input);
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  // A state and no trigger: a trigger is lost where the page runs anew in the same moment. The time tells one choice from the next.
  const tell = (id, name) => setStateValue("picked", { id, name, at: Date.now() });
  const room = parentElement.querySelector(".room");
  const fresh = !room.state;
  const state = room.state = room.state || built(room, data);
  state.ask = text => { if (text === state.answered) shown(state, { ...data, typed: text, hits: state.hits, told: state.told.textContent }); else setStateValue("typed", text); };
  state.pick = hit => {
    typing.delete(state.name);
    state.input.value = state.picked = hit.name;
    state.clear.hidden = false;
    state.told.textContent = "";
    open(state, false);
    tell(hit.id, hit.name);
  };
  state.empty = () => {
    typing.delete(state.name);
    state.input.value = state.answered = "";
    state.picked = null;
    state.hits = [];
    state.list.replaceChildren();
    state.clear.hidden = true;
    state.told.textContent = "";
    open(state, false);
    setStateValue("typed", "");
    tell("", "");
  };
  if (fresh) {
    wired(state);
    if (data.picked) { state.input.value = state.picked = data.picked; state.clear.hidden = false; }
    else restore(state);
  }
  shown(state, data);
}
