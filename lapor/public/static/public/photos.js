// Photos become small on the phone, and so lose what the camera wrote into them; no file keeps the name it had. The
// server cleans all of it again. It says "shrunk" when a box holds what will be sent (ui/js/sizes.js).
{
  const LONGEST = 1600; // px
  const QUALITY = 0.8;
  const PICTURES = ["image/jpeg", "image/png", "image/webp"];
  const box = document.querySelector("form[data-phone-form] input[type=file]");

  const small = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const ink = canvas.getContext("2d");
    ink.fillStyle = "#fff"; // JPEG knows no transparency
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) throw new Error("no room");
    return blob;
  };

  const made = async (file, number) => {
    if (PICTURES.includes(file.type)) {
      try {
        return new File([await small(file)], `foto-${number}.jpg`, { type: "image/jpeg" });
      } catch {
        // A picture that this browser cannot draw is sent as it is.
      }
    }
    const ending = /\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? "";
    return new File([file], `berkas-${number}${ending}`, { type: file.type });
  };

  const put = (files) => {
    const given = new DataTransfer();
    for (const file of files) given.items.add(file);
    box.files = given.files;
    box.dispatchEvent(new CustomEvent("shrunk", { bubbles: true }));
  };

  // Numbers go on where those end that the form holds already.
  const shrink = async (chosen, before) => {
    const held = [...box.form.querySelectorAll("[name=files_held]")].length;
    const largest = Number(box.dataset.largest);
    const ready = [...before];
    for (const file of chosen) {
      const film = !file.type.startsWith("image/") && file.size > largest;
      ready.push(film ? file : await made(file, held + ready.length + 1)); // refused by its own name
    }
    put(ready);
  };

  const work = (chosen, before = []) => {
    box.form.dataset.working = "1";
    globalThis.ponsel.working = shrink(chosen, before).finally(() => delete box.form.dataset.working);
  };

  const camera = () => {
    const eye = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", capture: "environment", hidden: true });
    const words = document.querySelector('template[data-phone="camera"]').content.firstElementChild.cloneNode(true);
    words.querySelector("button").addEventListener("click", () => eye.click());
    eye.addEventListener("change", (event) => {
      event.stopPropagation();
      work([...eye.files], [...box.files]);
      eye.value = "";
    });
    box.closest(".control").after(words, eye);
  };

  if (box && window.DataTransfer && window.createImageBitmap) {
    box.addEventListener("change", (event) => {
      event.stopPropagation();
      work([...box.files]);
    });
    if (window.matchMedia("(pointer: coarse)").matches) camera();
  }
}
