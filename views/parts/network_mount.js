// The network as a Streamlit component: mounted once, then told what changed. A rerun finds it where it stands.
export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const room = parentElement.querySelector(".room");
  // The drawing has its height for itself: what stands around it, and what is told of changes, makes the room grow.
  room.querySelector(".drawn").style.height = `${data.height}px`;
  const tell = (event, value) => {
    if (event === "expand" || event === "collapse") setTriggerValue(event, { ...value, number: (room.asked = (room.asked || 0) + 1) });
    else if (event === "day") setStateValue("day", value.on);
    else setStateValue(event, value);
  };
  if (room.handle) {
    room.tell = tell;
    if (room.stamp !== data.stamp) room.handle.update(data);
    else if (room.handle.net.data.dark !== data.dark) { room.handle.net.data.dark = data.dark; orbatlasDress(room.handle.net); orbatlasTell(room.handle.net); }
    room.stamp = data.stamp;
    return room.end;
  }
  room.tell = tell;
  room.stamp = data.stamp;
  room.handle = orbatlasNetwork(room.querySelector(".drawn"), data, (event, value) => room.tell(event, value));
  if (data.period && data.slider && typeof orbatlasDay === "function")
    orbatlasDay(room.querySelector(".day"), room.handle, { from: data.period[0], to: data.period[1], on: data.on, against: data.against, steps: data.steps }, (event, value) => room.tell(event, value));
  window.orbatlas = room.handle;
  room.end = () => { room.handle?.destroy(); room.handle = null; };
  return room.end;
}
