// Loads Leaflet when it is wanted, and makes maps whose colours are those of the page.
let loading;

export function leaflet(box) {
  loading ??= Promise.all([style(box.dataset.style), script(box.dataset.leaflet, box.dataset.leafletSri)]);
  return loading.then(() => window.L);
}

export function script(address, integrity) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    if (integrity) element.integrity = integrity;
    document.head.append(element);
  });
}

function style(address) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// GCJ-02 tiles under WGS-84 data: the view is shifted, the data is not.
export function shifted(L, gcoord) {
  const { WGS84, GCJ02, transform } = gcoord;
  const plain = L.CRS.EPSG3857.projection;
  const turn = (p, from, to) => {
    const [lng, lat] = transform([p.lng, p.lat], from, to);
    return L.latLng(lat, lng);
  };
  return L.extend({}, L.CRS.EPSG3857, {
    projection: {
      bounds: plain.bounds,
      project: (p) => plain.project(turn(p, WGS84, GCJ02)),
      unproject: (p) => turn(plain.unproject(p), GCJ02, WGS84),
    },
  });
}
