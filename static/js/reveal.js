// A card that is shown for a minute: the seconds that are left, buttons that copy, and nothing left behind. Without the
// script the server's own Refresh leads away when the time is over.
"use strict";

const sheet = document.querySelector("[data-reveal]");
const secrets = sheet.querySelectorAll("[data-secret]");
const until = Date.now() + Number(sheet.dataset.left) * 1000;

// A page that comes back from the browser's memory must not bring the number with it.
function cover() {
  for (const secret of secrets) secret.textContent = "••••";
  for (const button of sheet.querySelectorAll("[data-copy]")) button.hidden = true;
}

function tick() {
  const left = Math.max(Math.ceil((until - Date.now()) / 1000), 0);
  sheet.querySelector("[data-seconds]").textContent = left;
  if (left > 0) return;
  clearInterval(timer);
  cover();
  location.replace(sheet.dataset.away);
}

const timer = setInterval(tick, 1000);
sheet.querySelector("[data-countdown]").hidden = false;
addEventListener("pagehide", cover);

for (const button of sheet.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const secret = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(secret.textContent.replace(/\s/g, ""));
    button.textContent = button.dataset.said;
  });
}
