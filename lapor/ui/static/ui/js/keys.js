// Keys of the desk. One letter does something only where the person left that on, and never while he types.
const list = document.querySelector("a[data-keys]");
const TYPED = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
const CHORD = 1500; // ms between g and the letter behind it
const SECTIONS = { i: "saya", w: "lain", t: "hari-ini", d: "selesai" };
const FIELD = "form.form[method=post] :is(textarea:not([readonly]), select, input:not([type=hidden]))";
const BY_KEY = "keys"; // in the window's storage: from which row a page was opened by a key, and (-now) that it just was
let going = 0;

const here = () => document.activeElement;
const rows = () => [...document.querySelectorAll("main .inbox-row > a")];
const link = (selector) => document.querySelector(`main ${selector}`);

const follow = (target, mark = "") => {
  if (!target) return;
  if (here().matches(".inbox-row > a")) sessionStorage.setItem(BY_KEY, here().pathname);
  sessionStorage.setItem(`${BY_KEY}-now`, "1");
  location.assign((target.href || target) + mark);
};

const step = (by) => {
  const all = rows();
  const at = all.indexOf(here());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
};

const search = () => {
  const box = link("form[role=search] [name=q]");
  if (!box) return;
  const details = box.closest("details");
  if (details) details.open = true;
  box.focus();
};

const pick = () => {
  const row = here().closest(".inbox-row");
  const box = row?.querySelector(".pick input");
  if (box) box.click();
  else if (row) follow(link("a[data-pick]"), `#${row.querySelector("a").pathname.split("/").at(-2)}`);
};

const help = async () => {
  const answer = await fetch(list.href);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-keys-list]");
  if (!found) return location.assign(list.href);
  const before = here();
  const box = document.createElement("dialog");
  box.className = "sheet-box";
  box.setAttribute("aria-label", list.textContent);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet";
  close.textContent = "Tutup";
  close.addEventListener("click", () => box.close());
  (found.querySelector(".buttons") || found).append(close);
  box.append(found);
  box.addEventListener("close", () => {
    box.remove();
    before?.focus();
  });
  document.body.append(box);
  box.showModal();
};

const send = () => {
  const form = here().form || here().closest("form") || document.getElementById("sekaligus");
  form?.requestSubmit();
  return Boolean(form);
};

const base = () => new URL("../", list.href).pathname;
const ONE = {
  j: () => step(1),
  k: () => step(-1),
  o: () => here().matches(".inbox-row > a") && follow(here()),
  "/": search,
  x: pick,
  u: () => follow(link("a.back")),
  n: () => follow(link("a[rel=next]")),
  p: () => follow(link("a[rel=prev]")),
  "?": help,
};

const letter = (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.timeStamp - going < CHORD && SECTIONS[key]) return () => follow(`${base()}?bagian=${SECTIONS[key]}`);
  going = key === "g" ? event.timeStamp : 0;
  const onRow = here().matches(".inbox-row > a");
  if (onRow && key === "ArrowDown") return ONE.j;
  if (onRow && key === "ArrowUp") return ONE.k;
  if (onRow && key === "Enter") return ONE.o;
  if (/^[1-9]$/.test(key)) {
    const move = document.querySelectorAll("main a[data-move]")[Number(key) - 1];
    return move && (() => follow(move));
  }
  return ONE[key];
};

const pressed = (event) => {
  if (event.defaultPrevented || (event.repeat && event.key === "Enter")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.altKey) {
    if (send()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || list.dataset.keys !== "on") return;
  if (here().matches(TYPED) || document.querySelector("dialog[open]")) return;
  const act = letter(event);
  if (!act) return;
  event.preventDefault();
  act();
};

// Who came by a key goes on by keys: into the first field of a form, or to the row that he came from.
const arrive = () => {
  const marked = document.querySelector(`.pick input[value="${CSS.escape(location.hash.slice(1))}"]`);
  if (marked) marked.checked = true;
  const row = marked?.closest(".inbox-row").querySelector("a");
  if (!sessionStorage.getItem(`${BY_KEY}-now`) || document.querySelector("[data-focus]")) return;
  sessionStorage.removeItem(`${BY_KEY}-now`);
  const from = rows().find((one) => one.pathname === sessionStorage.getItem(BY_KEY));
  if (here() !== document.body) return; // he already went on by himself
  (row || link(FIELD) || from || rows()[0])?.focus();
};

if (list) {
  document.addEventListener("keydown", pressed);
  if (list.dataset.keys === "on") {
    document.querySelectorAll("main a[data-move]").forEach((move, at) => {
      if (at > 8) return;
      const hint = document.createElement("kbd");
      hint.textContent = at + 1;
      hint.setAttribute("aria-hidden", "true");
      move.append(hint);
      move.setAttribute("aria-keyshortcuts", at + 1);
    });
    arrive();
  }
}
