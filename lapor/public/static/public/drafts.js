// What is typed in the form stays on this phone until it is sent or deleted; without a network it waits and goes by itself.
{
  const { simpanan, ponsel } = globalThis;
  const form = document.querySelector("form[data-phone-form]");
  const anyForm = document.querySelector('main form[action="/lapor"]');
  const PAUSE = 400;
  const NEVER = ["csrfmiddlewaretoken", "kunci", "files", "files_held", "cari", "situs"]; // of no use to the next form
  const PICKED = ["region", "target", "category", "accused"];
  const field = (name) => anyForm.elements[name];
  const place = (name) => document.querySelector(`[data-phone-place="${name}"]`);
  const say = (name, text) => {
    const box = document.querySelector(`template[data-phone="${name}"]`).content.firstElementChild.cloneNode(true);
    box.querySelector("[data-fill=text]")?.append(text ?? "");
    place(name === "kept" ? "kept" : "asks").replaceChildren(box);
    return box;
  };

  let files = []; // on this phone from an earlier try of this form
  let over = false; // deleted, or sent from another tab
  let busy = false;
  let passed = false;

  const values = () => [...new FormData(anyForm)].filter(([name, value]) => typeof value === "string" && !NEVER.includes(name));
  const held = () => [...anyForm.querySelectorAll("[name=files_held]:checked")].map((box) => box.nextElementSibling.firstChild.textContent.trim());
  const now = () => [...files.filter((file) => held().includes(file.name)), ...(field("files")?.files ?? [])];
  const keep = async (state) => {
    const kunci = field("kunci").value;
    const row = { kunci, state, at: Date.now(), values: values(), files: form ? now() : files };
    await simpanan.put(row);
  };
  const typed = () => values().some(([name, value]) => value && !["dilihat", "lain"].includes(name)) || now().length > 0;

  const kept = () => {
    if (place("kept").firstElementChild) return;
    say("kept").querySelector("button").addEventListener("click", async () => {
      over = true;
      await simpanan.drop(field("kunci").value);
      location.assign("/lapor");
    });
  };

  let timer = 0;
  const save = async () => {
    clearTimeout(timer);
    if (over || busy || !typed()) return;
    try {
      await keep("draf");
      kept();
    } catch {
      ponsel.able = false; // no room on this phone: the form works as it does without all this
      place("kept").replaceChildren();
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  const fill = (row) => {
    for (const [name, value] of row.values) {
      const control = field(name);
      if (!control) continue;
      if (control instanceof RadioNodeList) control.value = value;
      else if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
      else control.value = value;
      control.dispatchEvent?.(new CustomEvent("restored", { bubbles: true }));
    }
    field("kunci").value = row.kunci;
    const given = new DataTransfer();
    for (const file of row.files) given.items.add(file);
    field("files").files = given.files;
    form.querySelectorAll("details").forEach((one) => {
      one.open ||= [...one.querySelectorAll("input")].some((box) => box.value);
    });
  };

  // An agency may have closed while the draft lay here: its words stay, and it has to be chosen again.
  const gone = async (name) => {
    const chosen = field(name);
    if (!chosen?.value) return "";
    const box = form.querySelector(`[data-combobox][data-name="${name}"]`);
    const address = new URL(box.dataset.url, location.href);
    address.searchParams.set("nilai", chosen.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || (await answer.json()).results.length) return "";
    chosen.value = "";
    return `${box.querySelector("label").firstChild.textContent.trim()}: “${field(`${name}_q`).value}” tidak ada lagi.`;
  };

  const restore = async () => {
    const rows = (await simpanan.all()).filter((row) => row.state === "draf").sort((one, other) => other.at - one.at);
    if (!rows.length) return;
    fill(rows[0]);
    kept();
    const missing = (await Promise.all(PICKED.map((name) => gone(name).catch(() => "")))).filter(Boolean);
    if (missing.length) say("gone", missing.join(" "));
  };

  // What the server would ask back is asked before it waits; the rest it still checks.
  const lacking = () => {
    const has = (name) => Boolean(new FormData(form).get(name)?.trim());
    const asks = { classification: "jenis laporan", title: "judul", body: "apa yang terjadi", identity: "siapa boleh tahu nama Anda", secrecy: "siapa boleh membaca isinya" };
    if (field("identity").value === "named") asks.name = "nama Anda";
    const missing = Object.keys(asks).filter((name) => !has(name)).map((name) => asks[name]);
    const loose = PICKED.filter((name) => has(`${name}_q`) && !has(name));
    const sentences = missing.length ? [`Belum terisi: ${missing.join(", ")}.`] : [];
    if (field("title").value.trim().length < 5 && has("title")) sentences.push("Judul terlalu pendek.");
    if (field("body").value.trim().length < 20 && has("body")) sentences.push("Ceritakan apa yang terjadi, paling sedikit satu kalimat.");
    if (loose.length) sentences.push("Wilayah, instansi dan kategori hanya dapat dipilih bila ada jaringan. Kosongkan kolom carinya, dan tulis tempatnya di “Tempat kejadian”.");
    return sentences.join(" ");
  };

  // Without a network nobody can be shown what others will read, so it goes only when he says so.
  const ask = async () => {
    const words = lacking();
    const box = say(words ? "lacking" : "offline", words);
    box.querySelector("button")?.addEventListener("click", () => wait().catch(() => say("full")));
    place("asks").scrollIntoView();
    place("asks").focus();
    await keep("draf");
  };

  const wait = async () => {
    over = true;
    await keep("menunggu");
    const ready = await navigator.serviceWorker.getRegistration("/");
    await ready?.sync?.register("lapor-kirim").catch(() => {});
    document.querySelector("main h1").textContent = "Laporan Anda menunggu jaringan";
    anyForm.remove();
    place("kept")?.replaceChildren();
    place("asks")?.replaceChildren();
    await ponsel.show();
    document.querySelector("main").focus();
    window.scrollTo(0, 0);
    if (navigator.onLine) simpanan.sendAll().then(ponsel.show, () => {});
  };

  const go = async (submitter) => {
    await ponsel.working;
    if (ponsel.able && !over) {
      try {
        if (!navigator.onLine) return await (form ? ask() : wait());
        await keep(form ? "melihat" : "mengirim");
        sessionStorage.setItem(ponsel.SENDING, field("kunci").value);
      } catch {
        ponsel.able = false;
      }
    }
    passed = true;
    anyForm.requestSubmit(submitter);
    passed = false;
  };

  const send = (event) => {
    if (event.target !== anyForm || event.defaultPrevented || passed) return;
    if ((event.submitter?.name || "lain") !== "lain" || !(ponsel.able || "working" in anyForm.dataset)) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    go(event.submitter).finally(() => (busy = false));
  };

  const begin = async () => {
    await ponsel.ready;
    if (!ponsel.able) return;
    const posted = "posted" in document.documentElement.dataset;
    if (document.documentElement.hasAttribute("data-kept")) field("kunci").value = crypto.randomUUID();
    if (posted) files = (await simpanan.get(field("kunci").value))?.files ?? [];
    else if (form) await restore();
    if (!form) return;
    if (posted) await save();
    for (const kind of ["input", "change", "picked", "shrunk"]) form.addEventListener(kind, soon);
    document.addEventListener("visibilitychange", () => document.hidden && save());
    simpanan.line?.addEventListener("message", ({ data }) => {
      if (data.sent !== field("kunci").value) return;
      over = true;
      clearTimeout(timer);
      place("kept").replaceChildren();
      say("elsewhere");
    });
  };

  if (anyForm) {
    document.addEventListener("submit", send, true);
    begin();
  }
}
