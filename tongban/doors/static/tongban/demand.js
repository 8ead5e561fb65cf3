// The map of a demand: districts and streets of our own, one point, no tiles. Without it the words do.
(() => {
  const box = document.querySelector("[data-map]");
  if (!box) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const latitude = document.querySelector("[name=latitude]");
  const longitude = document.querySelector("[name=longitude]");
  const draw = () => {
  box.hidden = false;
  const map = L.map(box, { attributionControl: false, minZoom: 10, maxZoom: 16, zoomControl: true });
  let point = null;
  const put = (at) => {
    if (!point) point = L.circleMarker(at, { radius: 9, color: colour("--paper"), weight: 3, fillColor: colour("--seal-fill"), fillOpacity: 1 }).addTo(map);
    point.setLatLng(at);
    if (latitude) {
      latitude.value = at.lat.toFixed(6);
      longitude.value = at.lng.toFixed(6);
    }
    const said = document.querySelector("[data-map-said]");
    if (said) said.hidden = false;
  };
  fetch(box.dataset.map).then((answer) => answer.json()).then((shapes) => {
    const drawn = L.geoJSON(shapes, {
      style: (each) => each.properties.kind === "district"
        ? { color: colour("--line-2"), weight: 1, fillColor: colour("--wash"), fillOpacity: .8 }
        : { color: colour("--ink-3"), weight: 3, opacity: .55, className: "map-road" },
      onEachFeature: (each, layer) => layer.bindTooltip(each.properties.name, {
        permanent: true, direction: "center", className: `map-${each.properties.kind}`,
      }),
    }).addTo(map);
    map.fitBounds(drawn.getBounds(), { padding: [8, 8] });
    map.on("zoomend", () => box.classList.toggle("near", map.getZoom() > 12));
    const given = box.dataset.point && box.dataset.point.split(",").map(Number);
    if (given) { put(L.latLng(given[0], given[1])); map.setView(given, 13); }
    if (latitude && latitude.value) put(L.latLng(Number(latitude.value), Number(longitude.value)));
    if (latitude) map.on("click", (event) => put(event.latlng));
  });
  };
  // The library comes when somebody wants the map, or after the page when there is a point to show.
  const load = () => {
    if (window.L) { draw(); return; }
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = box.dataset.css;
    const script = document.createElement("script");
    script.src = box.dataset.js;
    script.addEventListener("load", draw);
    document.head.append(style, script);
  };
  const button = document.querySelector("[data-map-open]");
  if (button && !latitude.value) {
    button.hidden = false;
    button.addEventListener("click", () => { button.hidden = true; load(); }, { once: true });
  } else if (document.readyState === "complete") load();
  else window.addEventListener("load", load);
})();
