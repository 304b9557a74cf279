// The QR code of a receipt holds code and PIN behind the #, which browsers never send. They go into the form and
// leave the address at once; the person presses the button himself.
const form = document.querySelector("[data-track]");
const [code, pin] = decodeURIComponent(location.hash.slice(1)).split(".");
if (form && code) {
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  if (pin) form.elements.pin.value = pin;
  form.querySelector("button.primary").focus();
}
