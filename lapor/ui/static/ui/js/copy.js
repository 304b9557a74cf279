// Shows the copy button where the browser can copy, and says when it is done.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  const words = button.querySelector("span");
  const before = words.innerHTML;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.dataset.code || source.textContent.trim());
    words.textContent = "Tersalin";
    setTimeout(() => (words.innerHTML = before), 3000);
  });
}
