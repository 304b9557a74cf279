// Options with numbers: a digit chooses one while the focus is among them (so nobody chooses by accident).
const OPTION = "input[type=radio][data-digits]";
const siblings = (one) => [...document.querySelectorAll(`${OPTION}[name="${CSS.escape(one.name)}"]`)];

document.addEventListener("keydown", (event) => {
  const here = document.activeElement;
  if (event.ctrlKey || event.metaKey || event.altKey || !here.matches(OPTION)) return;
  const wanted = siblings(here)[Number(event.key) - 1];
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  wanted.click();
});

for (const one of document.querySelectorAll(OPTION)) {
  const digit = document.createElement("kbd");
  digit.textContent = siblings(one).indexOf(one) + 1;
  digit.setAttribute("aria-hidden", "true");
  one.closest("label").querySelector("span").append(" ", digit);
  one.setAttribute("aria-keyshortcuts", digit.textContent);
}
