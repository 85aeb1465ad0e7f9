// The large map, after a tap: Leaflet over the same areas, loaded for what is in view. The picture stays without it.
import { colour, leaflet, script, shifted } from "./map-leaflet.js";

const box = document.getElementById("big-map");
const button = document.getElementById("enlarge");
const picture = document.getElementById("map-picture");
const NEAR = 14;

button?.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await enlarge();
    button.hidden = true;
  } catch {
    button.disabled = false;
    box.hidden = true;
    picture.hidden = false;
  }
});

async function enlarge() {
  const L = await leaflet(box);
  const layers = readLayers();
  if (layers.some((l) => l.shift === "gcj02")) await script(box.dataset.gcoord);
  if (layers.some((l) => l.archive)) await script(box.dataset.protomaps, box.dataset.protomapsSri);
  picture.hidden = true;
  box.hidden = false;
  const crs = layers[0]?.shift === "gcj02" ? shifted(L, window.gcoord) : L.CRS.EPSG3857;
  const map = L.map(box, { crs, zoomSnap: 0.25, preferCanvas: true, zoomControl: true, maxZoom: 18, minZoom: 8 });
  map.attributionControl.setPrefix(false).addAttribution(box.dataset.schematic);
  addTiles(L, map, layers, crs);
  addPins(L, map);
  watch(L, map);
  const [west, south, east, north] = box.dataset.box.split(",").map(Number);
  map.fitBounds([[south, west], [north, east]], { padding: [8, 8] });
  box.focus();
  document.getElementById("live").textContent = box.dataset.say;
}

function readLayers() {
  const { dataset } = box;
  const found = [];
  for (let n = 0; dataset[`layer-${n}`]; n++) {
    const part = (name) => dataset[`layer-${n}${name}`];
    found.push({
      url: part(""), name: part("Name"), approval: part("Approval"), shift: part("Shift"), zoom: Number(part("Zoom")),
      archive: Boolean(part("Archive")),
    });
  }
  return found;
}

// One projection a map: layers of the first one's kind are offered.
function addTiles(L, map, layers, crs) {
  const fitting = layers.filter((l) => l.shift === layers[0].shift);
  const tiles = fitting.map((l) => [l.name, tileLayer(L, l)]);
  tiles[0]?.[1].addTo(map);
  if (tiles.length > 1) L.control.layers(Object.fromEntries(tiles), {}, { collapsed: false }).addTo(map);
}

function tileLayer(L, { url, approval, zoom, archive }) {
  if (!archive) return L.tileLayer(url, { attribution: approval, maxZoom: zoom });
  const flavor = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return window.protomapsL.leafletLayer({ url, flavor, lang: "zh", attribution: approval, maxDataZoom: zoom });
}

function addPins(L, map) {
  for (const item of document.querySelectorAll("#map-pins [data-at]")) {
    const [lon, lat] = item.dataset.at.split(",").map(Number);
    const link = item.querySelector("a");
    const pin = L.circleMarker([lat, lon], { radius: 7, color: "#fff", weight: 2, fillColor: colour("pin"), fillOpacity: 1 });
    pin.bindTooltip(asText(link.textContent)).on("click", () => location.assign(link.href)).addTo(map);
  }
}

// Leaflet reads a string as markup; a name is none.
function asText(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element;
}

function watch(L, map) {
  const drawn = L.layerGroup().addTo(map);
  let asking;
  const load = async () => {
    asking?.abort();
    asking = new AbortController();
    const view = map.getBounds().pad(0.1).toBBoxString();
    try {
      const answer = await fetch(`/api/areas?bbox=${view}&zoom=${map.getZoom()}`, { signal: asking.signal });
      if (answer.ok) draw(L, map, drawn, await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  map.on("moveend", load);
}

function draw(L, map, drawn, areas) {
  drawn.clearLayers();
  const edge = colour("card");
  const layer = L.geoJSON(areas, {
    style: ({ properties: p }) => ({
      color: edge, weight: 1, fillOpacity: 0.8, fillColor: colour(p.colour >= 0 ? `t${p.colour}` : "other"),
    }),
    onEachFeature: ({ id, properties: p }, shape) => {
      shape.bindTooltip(asText(p.team ? `${p.name}：${p.team}` : p.name), { sticky: true, permanent: false });
      shape.on("click", () => location.assign(`/areas/${p.county}/${id}`));
      if (map.getZoom() > NEAR + 2) shape.bindTooltip(asText(p.name), { permanent: true, direction: "center" });
    },
  });
  drawn.addLayer(layer);
  layer.bringToBack();
}
