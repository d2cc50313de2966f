// The days of a network: a slider with play and steps, a comparison of two days, and a list of what changed.
// The network itself filters what holds (network_time.js); nothing here asks for anything or draws anew.

const ORBATLAS_PACE = 700;
const ORBATLAS_REST = 450;
const ORBATLAS_DAY = 86400000;

const orbatlasNumber = iso => Math.round(Date.parse(`${iso}T00:00:00Z`) / ORBATLAS_DAY);
const orbatlasIso = number => new Date(number * ORBATLAS_DAY).toISOString().slice(0, 10);
const orbatlasDayWords = iso => new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function orbatlasDay(root, handle, { from, to, on, against, steps }, tell = () => {}) {
  const inside = iso => (iso < from ? from : iso > to ? to : iso);
  const days = { root, handle, tell, from, to, steps: steps || [], on: inside(on || to), against: against || null, before: null, told: new Set([on]), playing: null };
  orbatlasDayFrame(days);
  orbatlasFollow(days);
  orbatlasShowDay(days);
  const made = {
    days,
    go: iso => orbatlasGo(days, iso),
    play: () => orbatlasPlay(days),
    pause: () => orbatlasPause(days),
    compare: iso => orbatlasAgainst(days, iso),
  };
  handle.days = made;
  return made;
}

// ---- the controls

function orbatlasDayFrame(days) {
  const button = (name, text, label, act) => orbatlasElement("button", { type: "button", text, "data-do": name, "aria-label": label, title: label, on: { click: act } });
  days.playButton = button("play", "▶", "Play", () => (days.playing ? orbatlasPause(days) : orbatlasPlay(days)));
  days.backButton = button("previous", "◀", "Previous change", () => orbatlasStep(days, -1));
  days.nextButton = button("next", "▶|", "Next change", () => orbatlasStep(days, 1));
  days.backButton.textContent = "|◀";
  days.slider = orbatlasElement("input", { type: "range", class: "slider", step: "1", "aria-label": "Day", on: { input: () => orbatlasSlid(days), keydown: event => orbatlasSlideKey(days, event) } });
  days.ticks = orbatlasElement("canvas", { class: "ticks", "aria-hidden": "true" });
  days.date = orbatlasElement("input", { type: "date", on: { change: () => days.date.value && orbatlasGo(days, days.date.value) } });
  days.pace = orbatlasElement("select", { "data-do": "pace" }, ...[["change", "change by change"], ["month", "month by month"], ["year", "year by year"]].map(([value, text]) => orbatlasElement("option", { value, text })));
  days.check = orbatlasElement("input", { type: "checkbox", on: { change: () => orbatlasAgainst(days, days.check.checked ? days.other.value || days.from : null) } });
  days.other = orbatlasElement("input", { type: "date", "aria-label": "The other day", on: { change: () => days.other.value && orbatlasAgainst(days, days.other.value) } });
  days.counts = orbatlasElement("output", { class: "daycount" });
  days.list = orbatlasElement("section", { class: "changes", "aria-label": "What changed", tabindex: "0", hidden: true });
  const label = (text, ...inputs) => orbatlasElement("label", {}, orbatlasElement("span", { text }), ...inputs);
  const track = orbatlasElement("div", { class: "track" }, days.ticks, days.slider);
  const first = orbatlasElement("div", { class: "dayrow" }, days.playButton, days.backButton, track, days.nextButton, label("On", days.date));
  const compare = orbatlasElement("span", { class: "compare" }, orbatlasElement("label", {}, days.check, orbatlasElement("span", { text: "Compare with" })), days.other);
  const second = orbatlasElement("div", { class: "dayrow" }, days.counts, label("Play", days.pace), compare);
  days.frame = orbatlasElement("div", { class: "days", role: "group", "aria-label": "The day that is shown" }, first, second);
  days.root.replaceChildren(days.frame);
  // The network's own count would say the same.
  days.handle.net.count.hidden = true;
  days.handle.net.root.after(days.list);
  orbatlasSpan(days);
}

// The ends of the slider, its marks, and a pace that plays the whole in about a minute.
function orbatlasSpan(days) {
  days.slider.min = orbatlasNumber(days.from);
  days.slider.max = orbatlasNumber(days.to);
  for (const input of [days.date, days.other]) { input.min = days.from; input.max = days.to; }
  const months = (days.slider.max - days.slider.min) / 30.4;
  days.pace.value = days.steps.length <= 90 ? "change" : months <= 120 ? "month" : "year";
  orbatlasTicks(days);
}

function orbatlasTicks(days) {
  const { width, height } = days.ticks.getBoundingClientRect(), ctx = days.ticks.getContext("2d"), scale = window.devicePixelRatio || 1;
  if (!width) return;
  days.ticks.width = width * scale; days.ticks.height = height * scale;
  ctx.fillStyle = getComputedStyle(days.frame).getPropertyValue("--soft");
  ctx.globalAlpha = 0.5;
  const [first, last] = [Number(days.slider.min), Number(days.slider.max)], room = (width - 16) * scale;
  for (const step of days.steps) ctx.fillRect(8 * scale + (room * (orbatlasNumber(step) - first)) / Math.max(1, last - first), 0, scale, height * scale);
}

// Light or dark goes with the network; its size and its data may change too.
function orbatlasFollow(days) {
  const { handle } = days, { net } = handle, dress = () => {
    for (const one of [days.frame, days.list]) one.classList.toggle("dark", net.dark());
    orbatlasTicks(days);
  };
  dress();
  new MutationObserver(dress).observe(net.frame, { attributes: true, attributeFilter: ["class"] });
  new ResizeObserver(() => orbatlasTicks(days)).observe(days.ticks);
  const update = handle.update, destroy = handle.destroy;
  handle.update = fresh => { update(fresh); orbatlasFresh(days, fresh); };
  handle.destroy = () => { orbatlasPause(days); clearTimeout(days.telling); days.list.remove(); days.root.replaceChildren(); destroy(); };
}

// Other data: a day that the page asks for is taken over, one that came from here is not: the reader may be further.
function orbatlasFresh(days, fresh) {
  if (!fresh.period) return;
  const other = fresh.period[0] !== days.from || fresh.period[1] !== days.to || String(fresh.steps) !== String(days.steps);
  [days.from, days.to] = fresh.period;
  days.steps = fresh.steps || [];
  if (other) orbatlasSpan(days);
  if (fresh.on && !days.told.has(fresh.on)) { days.on = fresh.on; days.told.add(fresh.on); }
  if (days.on < days.from || days.on > days.to) days.on = days.on < days.from ? days.from : days.to;
  days.before = null;
  orbatlasShowDay(days);
}

// ---- walking

function orbatlasSlid(days) { orbatlasPause(days); orbatlasGo(days, orbatlasIso(Number(days.slider.value))); }

function orbatlasSlideKey(days, event) {
  const way = { PageUp: 1, PageDown: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  orbatlasStep(days, way);
}

function orbatlasStep(days, way) {
  orbatlasPause(days);
  const next = orbatlasNextStep(days, way);
  if (next) orbatlasGo(days, next);
}

function orbatlasNextStep(days, way) {
  return way > 0 ? days.steps.find(step => step > days.on) : days.steps.filter(step => step < days.on).pop();
}

function orbatlasNextDay(days) {
  if (days.pace.value === "change") return orbatlasNextStep(days, 1) || days.to;
  const [year, month] = days.on.split("-").map(Number), next = days.pace.value === "year" ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1);
  const iso = new Date(next).toISOString().slice(0, 10);
  return iso > days.to ? days.to : iso;
}

function orbatlasPlay(days) {
  if (days.playing) return;
  if (days.on >= days.to) orbatlasGo(days, days.from);
  days.playing = setInterval(() => {
    orbatlasGo(days, orbatlasNextDay(days));
    if (days.on >= days.to) orbatlasPause(days);
  }, ORBATLAS_PACE);
  orbatlasButtons(days);
}

function orbatlasPause(days) {
  if (!days.playing) return;
  clearInterval(days.playing);
  days.playing = null;
  orbatlasButtons(days);
  orbatlasTellDay(days);
}

function orbatlasGo(days, iso) {
  const next = iso < days.from ? days.from : iso > days.to ? days.to : iso;
  if (next !== days.on) days.before = days.on;
  days.on = next;
  orbatlasShowDay(days);
  if (!days.playing) orbatlasTellDay(days);
}

function orbatlasAgainst(days, iso) {
  days.against = iso;
  orbatlasShowDay(days);
  days.tell("against", iso);
}

// The page hears of a day when the slider rests on it: each word to Python is a rerun.
function orbatlasTellDay(days) {
  clearTimeout(days.telling);
  days.telling = setTimeout(() => { days.told.add(days.on); days.tell("day", { on: days.on }); }, ORBATLAS_REST);
}

// ---- showing

function orbatlasShowDay(days) {
  const { handle, on, against } = days, two = Boolean(against) && against !== on;
  const [first, last] = two ? [on, against].sort() : [on, null];
  if (two) handle.compare(first, last); else handle.setDay(on);
  days.slider.value = orbatlasNumber(on);
  days.slider.setAttribute("aria-valuetext", orbatlasDayWords(on));
  days.date.value = on;
  days.check.checked = Boolean(against);
  days.other.hidden = !against;
  if (against) days.other.value = against;
  orbatlasButtons(days);
  orbatlasSayCounts(days);
  orbatlasList(days, two ? [first, last] : days.before ? [days.before, on] : null, two);
}

function orbatlasButtons(days) {
  const label = days.playing ? "Pause" : "Play";
  days.playButton.textContent = days.playing ? "❚❚" : "▶";
  for (const name of ["aria-label", "title"]) days.playButton.setAttribute(name, label);
  days.backButton.disabled = !orbatlasNextStep(days, -1);
  days.nextButton.disabled = !orbatlasNextStep(days, 1);
  days.counts.setAttribute("aria-live", days.playing ? "off" : "polite");
}

function orbatlasSayCounts(days) {
  const much = number => number.toLocaleString("en"), { things, ties, certain, possible } = days.handle.counts();
  days.counts.textContent = `${orbatlasDayWords(days.on)}: ${much(things)} things, ${much(ties)} ties, ${much(certain)} certain and ${much(possible)} only possible`;
}
