// Hands out the page kept by review.js where the network has none. It keeps nothing itself, and
// touches nothing but the two pages of the review and the files of the kept page.
"use strict";

const COPIES = "izium-review-1:"; // and the learner's number
const OFFLINE = "{% url 'review_offline' %}";
const PAGES = ["{% url 'review' %}", "{% url 'review_card' %}"];
const PATIENCE = 8000; // milliseconds until a line that says nothing counts as none

const cleaned = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("izium-review") && !name.startsWith(COPIES)) await caches.delete(name);
  }
};
// Of the one learner at work; whose they are could not be told where there are two.
const copies = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(COPIES));
  return names.length === 1 ? names[0] : null;
};
const copy = async () => {
  const name = await copies();
  if (!name) return null;
  const page = await (await caches.open(name)).match(OFFLINE, { ignoreVary: true });
  if (page && Number(page.headers.get("X-Until")) > Date.now()) return page;
  await caches.delete(name);
  return null;
};
const page = async (request) => {
  const answer = fetch(request);
  // 502 and 504 are a gateway's words: the app itself says 500 or 503, and why.
  const lost = answer.then(({ status }) => [502, 504].includes(status), () => true);
  const late = new Promise((end) => { setTimeout(end, PATIENCE, true); });
  if (!await Promise.race([lost, late])) return answer;
  return await copy().catch(() => null) || answer;
};
const file = async (request) => {
  const name = await copies().catch(() => null);
  const kept = name && await caches.open(name)
    .then((cache) => cache.match(request, { ignoreVary: true })).catch(() => null);
  return kept || fetch(request);
};

self.addEventListener("install", () => { self.skipWaiting(); });
self.addEventListener("activate", (event) => {
  event.waitUntil(cleaned().catch(() => null).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (PAGES.includes(pathname)) event.respondWith(page(request));
  } else if (["script", "style", "image"].includes(request.destination)) {
    event.respondWith(file(request));
  }
});
