// A form that was sent once is not sent again by an impatient second tap; the server refuses doubles anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // A page that answered a form (data-posted) cannot be shown again by Back: the browser would put its own error page
  // there. Its place in the history becomes the address alone, the form as it is opened.
  if ("posted" in document.documentElement.dataset) history.replaceState(null, "", location.href);
  const pressed = event.submitter;
  // The button is greyed after the browser has read its name and value.
  setTimeout(() => pressed?.setAttribute("aria-disabled", "true"));
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

document.querySelector("[data-focus]")?.focus();
