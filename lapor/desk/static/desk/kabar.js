// Shows the notices that arrive and opens their page. It keeps no page and answers no request.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : { body: "Ada kabar baru", tag: "kabar", path: "/meja/kabar/" };
  const look = { body: told.body, tag: told.tag, data: told.path, lang: "id", icon: "/ui/tanda.svg" };
  event.waitUntil(self.registration.showNotification("LAPOR!", look));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = String(event.notification.data);
  event.waitUntil(self.clients.openWindow(path.startsWith("/meja/") ? path : "/meja/"));
});
