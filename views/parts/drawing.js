"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const scheme = document.documentElement.dataset.scheme;
  const paper = () => data.papers[scheme === "auto" ? (dark.matches ? "dark" : "light") : scheme];

  // Every text from the data becomes a text node: a name with markup in it is a name.
  const element = (tag, text, kind) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const told = (heading, kind, lines) => {
    const box = document.createElement("div");
    box.append(element("strong", heading), element("span", kind));
    for (const line of lines.slice(0, 8)) box.append(element("span", line));
    if (lines.length > 8) box.append(element("span", "and " + (lines.length - 8) + " more"));
    return box;
  };

  const names = new Map(data.nodes.map((node) => [node.id, node.name]));
  const sentence = (edge) => names.get(edge.from) + " " + edge.phrase + " " + names.get(edge.to);
  const dressNode = (node, on) => ({
    ...node,
    title: told(node.name, node.kindLabel, node.lines),
    color: {
      background: on.fills[node.kind], border: on.borders[node.kind],
      highlight: { background: on.fills[node.kind], border: on.ink },
      hover: { background: on.fills[node.kind], border: on.ink },
    },
    font: { color: on.ink, size: 14, strokeWidth: node.inside ? 0 : 4, strokeColor: on.ground },
  });
  const dressEdge = (edge, on) => ({
    ...edge,
    title: told(sentence(edge), edge.conflict ? "sources disagree" : "", edge.lines),
    color: { color: on.ties[edge.tie], highlight: on.ink, hover: on.ink },
    font: { color: edge.conflict ? on.mark : on.ink, size: edge.conflict ? 15 : 12, strokeWidth: 4, strokeColor: on.ground },
  });

  const nodes = new vis.DataSet(data.nodes.map((node) => dressNode(node, paper())));
  const edges = new vis.DataSet(data.edges.map((edge) => dressEdge(edge, paper())));
  const network = new vis.Network(document.getElementById("network"), { nodes, edges }, data.options);
  const show = () => network.fit({ maxZoomLevel: 1.1, animation: false });
  network.once("afterDrawing", show);
  document.getElementById("fit").addEventListener("click", show);
  dark.addEventListener("change", () => {
    nodes.update(data.nodes.map((node) => ({ ...dressNode(node, paper()), ...network.getPosition(node.id) })));
    edges.update(data.edges.map((edge) => dressEdge(edge, paper())));
  });

  const close = () => { panel.hidden = true; panel.replaceChildren(); };
  const open = (heading, kind, lines, conflict, id) => {
    const button = element("button", "×");
    button.type = "button";
    button.setAttribute("aria-label", "Close");
    button.addEventListener("click", close);
    panel.replaceChildren(button, element("h2", heading), element("p", kind, "kind"));
    for (const line of lines) panel.append(element("p", line));
    if (conflict) panel.append(element("p", "Sources disagree.", "conflict"));
    if (id !== undefined) panel.append(element("p", id, "kind"));
    if (id !== undefined && data.evidence) {
      const link = element("a", "Open its evidence");
      link.href = data.evidence + encodeURIComponent(id);
      link.target = "_blank";
      link.rel = "noopener";
      const line = document.createElement("p");
      line.append(link);
      panel.append(line);
    }
    panel.hidden = false;
  };
  network.on("click", (event) => {
    if (event.nodes.length) {
      const node = nodes.get(event.nodes[0]);
      open(node.name, node.kindLabel, node.lines, node.conflict, node.id);
    } else if (event.edges.length) {
      const edge = edges.get(event.edges[0]);
      open(sentence(edge), "", edge.lines, edge.conflict);
    } else close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  window.orbatlas = { network, nodes, edges };
})();
