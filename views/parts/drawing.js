"use strict";
// The network in a file of its own: it opens without a server and asks for nothing.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), scheme = document.documentElement.dataset.scheme;
  data.dark = scheme === "auto" ? null : scheme === "dark";
  data.panel = true;
  const handle = orbatlasNetwork(document.getElementById("network"), data);
  if (data.period && typeof orbatlasDay === "function")
    orbatlasDay(document.getElementById("day"), handle, { from: data.period[0], to: data.period[1], on: data.on, against: null, steps: data.steps }, () => {});
  document.addEventListener("keydown", event => { if (event.key === "Escape") orbatlasPanel(handle.net, null); });
  window.orbatlas = handle;
})();
