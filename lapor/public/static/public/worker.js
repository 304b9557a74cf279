// Keeps the shell, the empty form and nothing else on the phone, and sends what waits. Pages of persons go through
// untouched. VERSION, SHELL and simpanan stand before this (views/phone.py).
const CACHE = `lapor-${VERSION}`;
const FORM = "/lapor";
const OFFLINE = "/luring";
const OTHERS = /^\/(meja|akun|admin|api|ui|static|cari)\//;

// Without cookies: what a stranger would see, and so nothing of who holds this phone.
const keep = async () => {
  const cache = await caches.open(CACHE);
  const fetched = async (path) => {
    const answer = await fetch(path, { credentials: "omit", cache: path === FORM ? "no-store" : "default" });
    if (!answer.ok || answer.redirected) throw new Error(path);
    if (path !== FORM) return cache.put(path, answer);
    // Its key belongs to nobody; the page makes one of its own where it reads this mark.
    const page = (await answer.text()).replace("<html", "<html data-kept");
    return cache.put(path, new Response(page, { headers: answer.headers }));
  };
  await Promise.all([FORM, OFFLINE, ...SHELL].map(fetched));
};

const tidy = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("lapor-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};

const page = async (request, path) => {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    const kept = request.method === "GET" && path === FORM ? FORM : OFFLINE;
    return (await cache.match(kept)) ?? Response.error();
  }
};

const part = async (request) => (await (await caches.open(CACHE)).match(request)) ?? fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const form = request.method === "POST" && pathname === FORM;
  const read = request.method === "GET" && !OTHERS.test(pathname);
  if (request.mode === "navigate" && (form || read)) event.respondWith(page(request, pathname));
  else if (request.method === "GET" && SHELL.includes(pathname)) event.respondWith(part(request));
});
self.addEventListener("sync", (event) => {
  const sent = async () => {
    if (!(await simpanan.sendAll())) throw new Error("still waiting");
  };
  if (event.tag === "lapor-kirim") event.waitUntil(sent());
});
