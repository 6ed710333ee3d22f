// The strength of a new password while it is typed: the same count as accounts/sign_in/strength.py, which has the last word on
// the server, where the lists of leaked passwords are too. Nothing leaves the page.
"use strict";

const [FAIR, STRONG] = [50, 70];
const KINDS = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[^a-zA-Z0-9\u0080-\u{10FFFF}]/u, 33], [/[\u0080-\u{10FFFF}]/u, 32]];

function bits(password) {
  const signs = Array.from(password, (sign) => sign.codePointAt(0));
  const quarters = signs.reduce((sum, sign, n) => sum + (n && Math.abs(sign - signs[n - 1]) <= 1 ? 1 : 4), 0);
  const alphabet = KINDS.reduce((sum, [kind, count]) => sum + (kind.test(password) ? count : 0), 0);
  return alphabet ? (quarters / 4) * Math.log2(alphabet) : 0;
}

function levelOf(password, shortest) {
  if (Array.from(password).length < shortest) return 1;
  const found = bits(password);
  return found >= STRONG ? 3 : found >= FAIR ? 2 : 1;
}

for (const meter of document.querySelectorAll("[data-strength-of]")) {
  const box = document.getElementById(meter.dataset.strengthOf);
  const words = meter.dataset.words.split("|");
  const show = () => {
    meter.hidden = box.value === "";
    const level = levelOf(box.value, Number(meter.dataset.shortest));
    meter.dataset.level = level;
    meter.querySelector("[data-word]").textContent = words[level - 1];
  };
  box.addEventListener("input", show);
  if (box.value) show(); // what a password manager or the way back filled in
  for (const button of box.form.querySelectorAll("[name=check]")) button.hidden = true;
}
