// Says of a file that is too large or one too many before it is uploaded; the server checks all of it again.
const LIMITED = "input[type=file][data-largest]";
const MB = 1024 * 1024;

const problem = (box) => {
  const files = [...box.files];
  const [largest, together, most] = ["largest", "together", "most"].map((name) => Number(box.dataset[name] ?? Infinity));
  const large = files.filter((file) => file.size > largest).map((file) => `“${file.name}”`);
  if (large.length) return `${large.join(", ")} lebih besar dari ${largest / MB} MB. Pilih lagi tanpa berkas itu.`;
  if (files.length > most) return `Anda memilih ${files.length} berkas, paling banyak ${most} sekali kirim. Pilih lagi sebagian.`;
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  return sum > together ? `Semua berkas bersama lebih dari ${together / MB} MB. Pilih lagi sebagian.` : "";
};

const tell = (box) => {
  const words = problem(box);
  const field = box.closest(".field");
  field.querySelector("[data-sizes]")?.remove();
  field.classList.toggle("wrong", Boolean(words) || Boolean(field.querySelector(".error")));
  if (!words) return;
  const told = Object.assign(document.createElement("div"), { className: "error", id: `${box.id}-sizes` });
  told.dataset.sizes = "";
  told.setAttribute("role", "alert");
  told.append(words, clearing(box));
  box.closest(".control").before(told);
};

const clearing = (box) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Kosongkan" });
  button.addEventListener("click", () => {
    box.value = "";
    tell(box);
    box.focus();
  });
  return button;
};

// "shrunk": photos were chosen and made small first (public/photos.js).
for (const kind of ["change", "shrunk"])
  document.addEventListener(kind, (event) => {
    if (event.target.matches(LIMITED)) tell(event.target);
  });

document.addEventListener(
  "submit",
  (event) => {
    const box = [...event.target.querySelectorAll(LIMITED)].find(problem);
    if (!box) return;
    event.preventDefault();
    tell(box);
    box.focus();
  },
  true,
);
