// The desk without a mouse. Keys work while nothing is being typed; without this script every page works as it stands.
// A link or box names its keys: <a data-keys="g c">. Lists: [data-rows] > li, or the rows of a list of records.
"use strict";

(() => {
  const ROWS = "[data-rows] > li, #result_list tbody tr";
  const PAUSE = 1500; // milliseconds in which a second key still belongs to the first
  let first = "", timer = 0;

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const links = () => [...document.querySelectorAll(ROWS)].map((row) => row.querySelector("a")).filter(Boolean);

  // The next or the former line of whatever lists the page has.
  function step(by) {
    const all = links();
    const here = all.indexOf(document.activeElement);
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (next) next.focus();
  }

  function follow(keys) {
    const found = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
    if (!found) return false;
    if (found.matches("input")) found.focus();
    else found.click();
    return true;
  }

  function press(key) {
    if (key === "?") return document.getElementById("keys").showModal();
    if (key === "j") return step(1);
    if (key === "k") return step(-1);
    return follow(key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || event.key.length !== 1) return;
    clearTimeout(timer);
    const key = event.key.toLowerCase(), pair = first && `${first} ${key}`;
    first = "";
    if (pair && follow(pair)) return event.preventDefault();
    if (key === "g") {
      first = key;
      timer = setTimeout(() => { first = ""; }, PAUSE);
      return;
    }
    if (press(key) !== false) event.preventDefault();
  });
})();
