// Reports on this phone that are not with us yet, in IndexedDB, and the one way in which they are sent. Pages load this
// file, and the service worker has it too.
{
  const NAME = "lapor";
  const ROOM = "laporan";
  const KEPT = 90 * 24 * 60 * 60 * 1000; // after that a forgotten draft goes
  const LATE = 5 * 60 * 1000; // no upload that is still under way was pressed longer ago
  const line = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;

  const opened = () =>
    new Promise((done, broken) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(ROOM, { keyPath: "kunci" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => broken(asked.error);
    });

  const ask = async (mode, question) => {
    const base = await opened();
    try {
      return await new Promise((done, broken) => {
        const work = base.transaction(ROOM, mode);
        const asked = question(work.objectStore(ROOM));
        work.oncomplete = () => done(asked.result);
        work.onerror = work.onabort = () => broken(work.error);
      });
    } finally {
      base.close();
    }
  };

  const told = (news) => line?.postMessage(news);
  const all = async () => {
    const rows = await ask("readonly", (room) => room.getAll());
    for (const row of rows) if (Date.now() - row.at > KEPT) await drop(row.kunci);
    return rows.filter((row) => Date.now() - row.at <= KEPT);
  };
  const get = (kunci) => ask("readonly", (room) => room.get(kunci));
  const put = (row) => ask("readwrite", (room) => room.put(row));
  const drop = (kunci) => ask("readwrite", (room) => room.delete(kunci));
  const forget = () => ask("readwrite", (room) => room.clear());

  // Its token and its page may be weeks old: a fresh form first, then the words under their old key, which the server
  // takes once however often they come.
  const post = async (row) => {
    const form = await fetch("/lapor", { cache: "no-store" });
    const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await form.text());
    if (!form.ok || !token) return "menunggu";
    const body = new FormData();
    for (const [name, value] of row.values) body.append(name, value);
    body.set("csrfmiddlewaretoken", token[1]);
    body.set("kunci", row.kunci);
    body.set("dilihat", "1"); // its reporter said that it shall go; an officer looks before anything is public
    for (const file of row.files) body.append("files", file, file.name);
    const answer = await fetch("/lapor", { method: "POST", body });
    if (answer.status >= 500 || [403, 429].includes(answer.status)) return "menunggu";
    if (new URL(answer.url).pathname !== "/terima") return "ditolak";
    const shown = [...(await answer.text()).matchAll(/data-code="([^"]+)"/g)].map((found) => found[1]);
    row.receipt = { code: shown[0] ?? "", pin: shown[1] ?? "" };
    return "terkirim";
  };

  const send = async (row) => {
    try {
      row.state = await post(row);
    } catch {
      row.state = "menunggu";
    }
    if (row.state === "terkirim") Object.assign(row, { values: [], files: [], at: Date.now() });
    await put(row);
    if (row.state === "terkirim") told({ sent: row.kunci });
    return row.state !== "menunggu";
  };

  // One tab or the service worker at a time. Gives whether nothing waits any longer.
  const sendAll = () =>
    navigator.locks.request("lapor-kirim", async () => {
      const waiting = (row) => row.state === "menunggu" || (row.state === "mengirim" && Date.now() - row.at > LATE);
      let clear = true;
      for (const row of (await all()).filter(waiting)) clear = (await send(row)) && clear;
      told({});
      return clear;
    });

  globalThis.simpanan = { all, get, put, drop, forget, sendAll, told, line };
}
