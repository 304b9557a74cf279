// Tells how many letters are left; speaks only near the end.
for (const input of document.querySelectorAll("[data-count]")) {
  const limit = Number(input.dataset.count);
  const words = (input.getAttribute("aria-describedby") || "").split(" ").map((id) => document.getElementById(id));
  const place = words.find((node) => node?.classList.contains("count"));
  if (!place) continue;
  const numbers = new Intl.NumberFormat("id");
  const tell = () => {
    const left = limit - [...input.value].length;
    place.toggleAttribute("data-over", left < 0);
    if (left < limit * 0.1) place.setAttribute("aria-live", "polite");
    else place.removeAttribute("aria-live");
    place.textContent = left < 0 ? `Kelebihan ${numbers.format(-left)} huruf.` : `Sisa ${numbers.format(left)} huruf.`;
  };
  input.addEventListener("input", tell);
  if (input.value) tell();
}
