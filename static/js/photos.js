// Sends a photo as soon as it is chosen. Without a script the button beside does it.
"use strict";

for (const form of document.querySelectorAll("[data-sends-itself]")) {
  const button = form.querySelector("button");
  button.hidden = true;
  form.addEventListener("change", () => {
    button.hidden = false;
    form.requestSubmit(button);
    button.disabled = true;
  });
}
