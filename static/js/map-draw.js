// Drawing a boundary: tap to add a corner, step back, start again. The text field is what is sent, and works alone.
import { colour, leaflet } from "./map-leaflet.js";

const box = document.getElementById("draw-map");
const field = document.getElementById("f-boundary");
const says = document.getElementById("draw-says");
const CLOSE_ENOUGH = 17;
let corners = [];
let shape;

document.getElementById("draw-open")?.addEventListener("click", async (event) => {
  event.currentTarget.hidden = true;
  const L = await leaflet(box);
  box.hidden = false;
  document.getElementById("draw-tools").hidden = false;
  const [lon, lat] = box.dataset.middle.split(",").map(Number);
  const map = L.map(box, { zoomSnap: 0.25, maxZoom: 20 }).setView([lat, lon], CLOSE_ENOUGH);
  map.attributionControl.setPrefix(false);
  shape = L.polygon([], { color: colour("brand"), weight: 3 }).addTo(map);
  fromField();
  // Before anything is fetched: on a slow line the first tap is not lost.
  map.on("click", ({ latlng }) => change([...corners, [latlng.lng, latlng.lat]]));
  field.addEventListener("change", fromField);
  county(L, map);
  if (corners.length > 2) map.fitBounds(shape.getBounds(), { padding: [30, 30] });
  await neighbours(L, map);
  map.on("moveend", () => neighbours(L, map));
});

document.getElementById("draw-undo")?.addEventListener("click", () => change(corners.slice(0, -1)));
document.getElementById("draw-clear")?.addEventListener("click", () => change([]));

function fromField() {
  const lines = field.value.split("\n").map((line) => line.split(/[,，\s]+/).map(Number));
  corners = lines.filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
  show();
}

function change(next) {
  corners = next;
  field.value = corners.map(([x, y]) => `${x.toFixed(6)},${y.toFixed(6)}`).join("\n");
  show();
}

function show() {
  shape.setLatLngs(corners.map(([x, y]) => [y, x]));
  says.textContent = says.dataset.words.replace("#", String(corners.length));
}

// Where the county ends, so that an empty map is not a grey one.
function county(L, map) {
  const rings = box.dataset.outline.split(";").filter(Boolean);
  const lines = rings.map((ring) => ring.split("\n").map((line) => line.split(",").map(Number).reverse()));
  if (!lines.length) return;
  const edge = L.polygon(lines, { color: colour("edge"), weight: 2, dashArray: "6 4", fill: false, interactive: false });
  edge.addTo(map);
  if (box.dataset.whole) map.fitBounds(edge.getBounds(), { padding: [8, 8] });
}

let around;
async function neighbours(L, map) {
  const answer = await fetch(`/api/areas?bbox=${map.getBounds().toBBoxString()}&zoom=${map.getZoom()}`);
  if (!answer.ok) return;
  around?.remove();
  const style = { color: colour("mut"), weight: 1, fillOpacity: 0.2, interactive: false };
  around = L.geoJSON(await answer.json(), { style }).addTo(map);
  around.bringToBack();
}
