// Sends a photo as soon as it is chosen, a large one made smaller before: a phone's 8 MB would take
// minutes. Without a script the button beside does it.
"use strict";

// The bank keeps no more than 2000 pixels a side (cards/photos/decoder.py).
const LONGEST = 2000;
const LARGE = 1.5 * 1024 * 1024;

async function smaller(file) {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(drawn.width, drawn.height));
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(drawn.width * scale);
  sheet.height = Math.round(drawn.height * scale);
  sheet.getContext("2d").drawImage(drawn, 0, 0, sheet.width, sheet.height);
  const made = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.92));
  return made && made.size < file.size ? made : file;
}

// What cannot be read here goes as it is: the server says what is wrong with it.
async function shrink(input) {
  const file = input.files[0];
  if (!file || file.size < LARGE) return;
  try {
    const made = await smaller(file);
    const chosen = new DataTransfer();
    chosen.items.add(new File([made], "photo.jpg", { type: made.type }));
    if (made !== file) input.files = chosen.files;
  } catch {
    return;
  }
}

for (const form of document.querySelectorAll("[data-sends-itself]")) {
  const button = form.querySelector("button");
  const sending = form.querySelector(".sending span");
  button.hidden = true;
  form.addEventListener("submit", () => { sending.hidden = false; });
  form.addEventListener("change", async (event) => {
    button.hidden = false;
    button.disabled = true;
    sending.hidden = false;
    if (event.target.files[0]?.size >= LARGE) await shrink(event.target);
    button.disabled = false;
    form.requestSubmit(button);
    button.disabled = true;
  });
}

// Back from an upload that broke: the page stands as it was left, and may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sends-itself]")) {
    form.querySelector("button").disabled = false;
    form.querySelector(".sending span").hidden = true;
  }
});
