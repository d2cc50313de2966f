// Saves a drawing as it stands on the screen, as SVG or PNG: asks the network that it belongs to for its picture.

const SVG = "http://www.w3.org/2000/svg";
const LINE = 20, MOST = 8000;

// The network's component keeps its handle at its own element, inside its shadow root.
function handleOf(key) {
  const host = key && document.querySelector(`.st-key-${CSS.escape(key)}`);
  for (const node of host ? host.querySelectorAll("*") : []) {
    const handle = (node.shadowRoot || node).querySelector?.(".room")?.handle;
    if (handle) return handle;
  }
  return key ? null : window.orbatlas || null;
}

// The picture with its heading and what must be said of it underneath.
function captioned(text, lines) {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const [left, top, width, height] = root.getAttribute("viewBox").split(/[\s,]+/).map(Number);
  const more = lines.length * LINE + 12, ground = root.querySelector("rect")?.getAttribute("fill") || "#ffffff";
  const put = (tag, values, words) => {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    if (words) made.textContent = words;
    root.append(made);
  };
  const wide = Math.max(width, ...lines.map(line => line.length * 7.2 + 40));
  put("rect", { x: left, y: top + height, width: wide, height: more, fill: ground });
  if (wide > width) put("rect", { x: left + width, y: top, width: wide - width, height, fill: ground });
  const dark = /^#[0-3]/.test(ground);
  lines.forEach((line, number) => put("text", {
    x: left + 20, y: top + height + (number + 1) * LINE, "font-size": 14, fill: dark ? "#e6e9ee" : "#1f2933",
    "font-family": "system-ui, sans-serif", "font-weight": number ? 400 : 600,
  }, line));
  root.setAttribute("viewBox", `${left} ${top} ${wide} ${height + more}`);
  root.setAttribute("width", wide);
  root.setAttribute("height", height + more);
  return new XMLSerializer().serializeToString(root);
}

async function asPng(text) {
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(text);
  await image.decode();
  const scale = Math.min(2, MOST / Math.max(image.width, image.height)), canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export default function (component) {
  const { data, parentElement } = component;
  const room = parentElement.querySelector(".save");
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", async () => {
      const handle = handleOf(data.network);
      told.textContent = handle ? "" : data.words.none;
      if (!handle) return;
      const day = handle.net?.day;
      const lines = [[data.title, day ? data.words.on.replace("{}", day) : data.words.ever].join(", "), ...data.notes];
      await act(captioned(handle.svg(), lines));
    });
    return made;
  };
  room.className = data.dark ? "save dark" : "save";
  room.replaceChildren(
    button(data.words.svg, async text => hand(new Blob([text], { type: "image/svg+xml" }), `${data.name}.svg`)),
    button(data.words.png, async text => hand(await asPng(text), `${data.name}.png`)), told);
}
