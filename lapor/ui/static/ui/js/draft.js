// Keeps what is typed as the unit's draft after a pause and on leaving, and tells who else writes (data-draft: the
// address). Without JavaScript a button keeps it.
const form = document.querySelector("form[data-draft]");
if (form) {
  const PAUSE = 3000;
  const BEAT = 20000;
  const names = form.dataset.draftWords.split(" ").filter(Boolean);
  const boxes = names.map((name) => form.elements[name]).filter(Boolean);
  const snapshot = () => JSON.stringify(boxes.map((box) => box.value));
  let saved = "draftUnsaved" in form.dataset ? "" : snapshot();
  let timer = 0;
  let asked = null;

  const part = (name, root = form) => root.querySelector(`[data-draft-part="${name}"]`);
  const overtaken = () => Boolean(part("state").querySelector('[value="ganti"]'));
  const dirty = () => snapshot() !== saved && !overtaken();

  const body = (withWords) => {
    const given = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "kunci", "draf"]) given.set(name, form.elements[name].value);
    const held = form.querySelectorAll("[name=files_held]:checked").length;
    given.set("berkas", (form.elements.files?.files?.length ?? 0) + held);
    if (withWords) for (const box of boxes) given.set(box.name, box.value);
    return given;
  };

  const show = (page) => {
    for (const name of ["news", "state"]) {
      const old = part(name);
      const fresh = part(name, page);
      // What somebody is reading or about to press stays where it is; only the version it goes out from moves on.
      if (fresh && old.contains(document.activeElement)) {
        const version = fresh.querySelector('[name="draf"]');
        if (version) old.querySelector('[name="draf"]').value = version.value;
      } else if (fresh && !old.isEqualNode(fresh)) old.replaceWith(fresh);
    }
  };

  const tell = (words) => {
    const place = form.querySelector("[data-draft-told]");
    if (place.textContent !== words) place.textContent = words;
  };

  const beat = async () => {
    clearTimeout(timer);
    timer = setTimeout(beat, BEAT);
    if (asked || form.dataset.sent || document.hidden) return;
    const words = snapshot();
    const withWords = dirty();
    asked = new AbortController();
    try {
      const sent = { method: "POST", body: body(withWords), redirect: "manual", signal: asked.signal };
      const answer = await fetch(form.dataset.draft, sent);
      const text = await answer.text();
      if (answer.ok) {
        show(new DOMParser().parseFromString(text, "text/html"));
        if (withWords && !overtaken()) saved = words;
        tell("");
      } else tell(answer.status === 409 ? text : form.dataset.draftLost);
    } catch {
      if (!asked.signal.aborted) tell(form.dataset.draftLost);
    }
    asked = null;
  };

  const leave = () => {
    if (form.dataset.sent) return;
    asked?.abort();
    const given = body(dirty());
    given.set("pergi", "1");
    navigator.sendBeacon(form.dataset.draft, given);
  };

  form.addEventListener("input", (event) => {
    if (!boxes.includes(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(beat, PAUSE);
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : beat()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", beat);
  window.addEventListener("online", beat);
}
