// The ARIA 1.2 combobox over a search field: arrows, Home, End, Enter, Escape; answers come as JSON from data-url
// ({"results": [{"value", "label", "note"}]}). Without JavaScript the field has a search button and radios.
const WAIT = 180;

class Picker {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=search]");
    this.told = box.querySelector("[data-told]");
    this.rows = [];
    this.at = -1;
    this.build();
    this.listen();
  }

  build() {
    this.box.querySelectorAll("[data-without-js]").forEach((node) => node.remove());
    // Enter searches right here; in the other fields it sends.
    this.input.form?.querySelector('button[name="cari"][value="enter"]')?.removeAttribute("name");
    this.value = document.createElement("input");
    this.value.type = "hidden";
    this.value.name = this.box.dataset.name;
    this.value.value = this.box.dataset.value;
    this.list = document.createElement("ul");
    this.list.className = "picker-list";
    this.list.id = `${this.input.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.box.querySelector("label").textContent.trim());
    this.list.hidden = true;
    this.input.parentElement.append(this.list, this.value);
    const wiring = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(wiring)) this.input.setAttribute(name, value);
    this.chosen = this.input.value;
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.value.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 120));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("li[data-at]");
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < 2) return this.close();
    this.running?.abort();
    this.running = new AbortController();
    const url = new URL(this.box.dataset.url, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: this.running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      this.show((await answer.json()).results);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.told.textContent = "Pencarian tidak tersambung. Coba lagi sebentar lagi.";
    }
  }

  show(rows) {
    this.rows = rows;
    this.list.replaceChildren(...rows.map((row, at) => this.option(row, at)));
    this.point(-1);
    const found = rows.length > 0;
    this.list.hidden = !found;
    this.input.setAttribute("aria-expanded", String(found));
    this.told.textContent = found ? `${rows.length} pilihan. Gunakan panah atas dan bawah.` : "Tidak ada yang cocok. Coba kata yang lebih pendek.";
    this.told.className = found ? "only-read" : "hint";
  }

  option(row, at) {
    const node = document.createElement("li");
    node.id = `${this.list.id}-${at}`;
    node.dataset.at = at;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    node.append(row.label);
    if (row.note) node.append(Object.assign(document.createElement("small"), { textContent: row.note }));
    return node;
  }

  key(event) {
    const last = this.rows.length - 1;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && !open && this.input.value) this.ask();
    else if (event.key === "ArrowDown" && open) this.point(this.at >= last ? 0 : this.at + 1);
    else if (event.key === "ArrowUp" && open) this.point(this.at <= 0 ? last : this.at - 1);
    else if (event.key === "Home" && open && this.at >= 0) this.point(0);
    else if (event.key === "End" && open && this.at >= 0) this.point(last);
    else if (event.key === "Enter" && (open || !this.sends())) this.enter(open);
    else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Escape") this.clear();
    else return;
    event.preventDefault();
  }

  // In a form that changes something Enter never sends it from here: who is still searching has not decided.
  sends() {
    return this.input.form?.method !== "post" && (this.value.value || !this.input.value.trim());
  }

  enter(open) {
    if (open && this.at >= 0) this.choose(this.at);
    else if (open && this.rows.length === 1) this.choose(0);
    else if (!open && !this.value.value) this.ask();
  }

  point(at) {
    this.at = at;
    for (const node of this.list.children) node.setAttribute("aria-selected", String(Number(node.dataset.at) === at));
    const node = this.list.children[at];
    if (node) {
      this.input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  choose(at) {
    const row = this.rows[at];
    this.value.value = row.value;
    this.input.value = this.chosen = row.label;
    this.close();
    this.told.textContent = `${row.label} dipilih.`;
    this.box.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: row }));
  }

  clear() {
    this.input.value = this.value.value = this.chosen = "";
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.point(-1);
    this.input.setAttribute("aria-expanded", "false");
    this.told.className = "only-read";
  }

  // Words that name nothing are kept for the server, which answers with radios or an error.
  leave() {
    this.close();
    if (!this.value.value && this.input.value === this.chosen) this.value.value = this.box.dataset.value;
  }
}

document.querySelectorAll("[data-combobox]").forEach((box) => new Picker(box));
