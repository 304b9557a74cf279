// Subscribes this browser to notices when its owner taps (data-push: our public key). The form then goes as any other.
const box = document.querySelector("form[data-push]");
if (box && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const button = box.querySelector("button");
  const told = box.querySelector("[data-push-told]");
  const refused = "Peramban ini tidak mengizinkan kabar. Ubah izin situs ini di setelan peramban, lalu muat ulang halaman.";
  const plain = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const subscribe = async () => {
    await navigator.serviceWorker.register(box.dataset.pushWorker, { scope: "/meja/" });
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: plain(box.dataset.push) });
  };
  button.hidden = Notification.permission === "denied";
  told.textContent = button.hidden ? refused : "";
  button.addEventListener("click", async () => {
    button.disabled = true;
    told.textContent = "Menunggu peramban…";
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error(refused);
      const given = (await subscribe()).toJSON();
      box.elements.endpoint.value = given.endpoint;
      for (const name of ["p256dh", "auth"]) box.elements[name].value = given.keys[name];
      box.submit();
    } catch (error) {
      told.textContent = error.message === refused ? refused : "Layanan kabar peramban ini tidak menjawab. Coba lagi nanti.";
      button.disabled = false;
    }
  });
}
