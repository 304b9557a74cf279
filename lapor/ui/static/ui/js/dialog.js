// Turns a [data-dialog] <details> into a modal dialog; without JavaScript it stays a box that opens in place.
for (const details of document.querySelectorAll("details[data-dialog]")) {
  const summary = details.querySelector("summary");
  const inside = details.querySelector(":scope > div");
  const keepsErrors = details.open;
  const box = document.createElement("dialog");
  box.className = "sheet-box";
  box.setAttribute("aria-labelledby", `${details.id}-title`);
  box.append(...inside.childNodes);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet";
  close.textContent = "Batal";
  close.addEventListener("click", () => box.close());
  (box.querySelector(".buttons") || box).append(close);
  inside.replaceWith(box);
  const open = () => {
    details.open = true;
    box.showModal();
  };
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => {
    details.open = false;
    summary.focus();
  });
  if (keepsErrors) open();
}
