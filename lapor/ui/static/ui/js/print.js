// A print button is only shown where it can do something.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if ("focus" in button.dataset) button.focus();
}
