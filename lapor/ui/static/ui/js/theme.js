// Remembers light or dark in a cookie, so that the server paints the right one at once.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const words = button.querySelector("span");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const tell = () => (words.textContent = isDark() ? "Tema terang" : "Tema gelap");
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `tema=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}
