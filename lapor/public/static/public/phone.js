// On every public page: what waits on this phone and what became of it; on a shared device nothing is kept at all.
{
  const { simpanan } = globalThis;
  const IDLE = 5 * 60 * 1000;
  const WARN = 4 * 60 * 1000;
  const SENDING = "mengirim"; // the key that this tab has just sent
  const asked = new URLSearchParams(location.search).get("kiosk");
  if (asked !== null) document.cookie = `kios=1; Path=/; SameSite=Lax; Max-Age=${asked === "0" ? 0 : 31536000}`;
  const kiosk = /(^|; )kios=1/.test(document.cookie);
  const main = document.querySelector("main");
  const able = window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator;

  const words = (name) => {
    const found = document.querySelector(`template[data-phone="${name}"]`);
    return found.content.firstElementChild.cloneNode(true);
  };
  const press = (box, name, act) => box.querySelector(`[data-press="${name}"]`)?.addEventListener("click", act);

  const notice = (row) => {
    const box = words(row.state);
    box.dataset.phoneNews = row.kunci;
    const title = (row.values.find(([name]) => name === "title") ?? [])[1] ?? "";
    const fill = { title: title ? `“${title}”` : "", code: row.receipt?.code, pin: row.receipt?.pin };
    for (const place of box.querySelectorAll("[data-fill]")) place.textContent = fill[place.dataset.fill] ?? "";
    press(box, "now", () => simpanan.sendAll().then(show, show));
    press(box, "later", async () => {
      await simpanan.put({ ...row, state: "menunggu" });
      await simpanan.sendAll().catch(() => {});
      await show();
    });
    press(box, "open", async () => {
      await simpanan.put({ ...row, state: "draf" });
      location.assign("/lapor");
    });
    for (const name of ["seen", "drop"])
      press(box, name, async () => {
        await simpanan.drop(row.kunci);
        await show();
        main.focus();
      });
    return box;
  };

  // What this tab sent and got no receipt for waits now; a page that came back with questions is a draft again.
  const settle = async () => {
    const kunci = sessionStorage.getItem(SENDING);
    const row = kunci && (await simpanan.get(kunci));
    sessionStorage.removeItem(SENDING);
    if (!row || !["mengirim", "melihat"].includes(row.state)) return;
    if (location.pathname === "/terima") {
      await simpanan.drop(kunci);
      simpanan.told({ sent: kunci });
      return;
    }
    const back = location.pathname === "/lapor" && "posted" in document.documentElement.dataset;
    const lost = main.querySelector("[data-offline]");
    const next = row.state === "mengirim" ? "menunggu" : row.state;
    await simpanan.put({ ...row, state: back && !lost ? "draf" : next });
  };

  const show = async () => {
    const rows = (await simpanan.all()).filter((row) => ["melihat", "menunggu", "ditolak", "terkirim"].includes(row.state));
    const had = [...main.querySelectorAll("[data-phone-news]")];
    const fresh = rows.map(notice);
    if (had.map((one) => one.outerHTML).join() === fresh.map((one) => one.outerHTML).join()) return;
    had.forEach((one) => one.remove());
    main.prepend(...fresh);
  };

  const begin = async () => {
    await settle();
    await show();
    simpanan.line?.addEventListener("message", show);
    const flush = () => simpanan.sendAll().then(show, () => {});
    window.addEventListener("online", flush);
    if (navigator.onLine && main.querySelector("[data-phone-news]")) flush();
    // Who only reads does not load the form; who opened it, or put us on his home screen, may need it without a network.
    const wanted = location.pathname === "/lapor" || window.matchMedia("(display-mode: standalone)").matches;
    if (wanted && !document.documentElement.hasAttribute("data-kept"))
      await navigator.serviceWorker.register("/luring.js", { scope: "/" }).catch(() => {});
  };

  const leave = async () => {
    const page = await (await fetch("/lacak", { cache: "no-store" })).text();
    const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page);
    if (token) await fetch("/laporan-saya/keluar", { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token[1] }) });
  };

  // Whatever fails on the way, the screen is empty in the end.
  let wiping = false;
  const wipe = async () => {
    if (wiping) return;
    wiping = true;
    sessionStorage.clear();
    await simpanan.forget().catch(() => {});
    await leave().catch(() => {});
    location.replace("/");
  };

  const share = async () => {
    document.querySelectorAll("form").forEach((form) => (form.autocomplete = "off"));
    if (able) {
      await simpanan.forget().catch(() => {});
      for (const one of await navigator.serviceWorker.getRegistrations())
        if (one.scope === `${location.origin}/`) await one.unregister();
      for (const name of await caches.keys()) await caches.delete(name);
    }
    const box = words("kiosk");
    const late = box.querySelector("[data-late]");
    press(box, "done", wipe);
    main.prepend(box);
    let touched = location.pathname === "/" ? Infinity : Date.now(); // the front page, untouched, holds nothing
    for (const kind of ["pointerdown", "keydown", "input", "scroll"])
      window.addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
    setInterval(() => {
      const idle = Date.now() - touched;
      late.hidden = idle < WARN;
      if (idle > IDLE) wipe();
    }, 1000);
  };

  globalThis.ponsel = { able: able && !kiosk, SENDING, show };
  if (kiosk) share();
  else if (able) ponsel.ready = begin().catch(() => (ponsel.able = false));
}
