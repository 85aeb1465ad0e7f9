// Keeps versioned static files and one offline page; never a page about a person.
const RELEASE = "{{ release }}";
const CACHE = "static-" + RELEASE;
const PRECACHE = {{ precache }};

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(CACHE).then((cache) => cache.addAll(PRECACHE)).then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const key of await caches.keys()) if (key !== CACHE) await caches.delete(key);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromCacheFirst(request));
  else if (request.mode === "navigate" || request.headers.get("HX-History-Restore-Request")) {
    event.respondWith(fetch(request).catch(() => caches.match("/offline", { ignoreVary: true })));
  }
});

async function fromCacheFirst(request) {
  const hit = await caches.match(request);
  if (hit) return hit;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
