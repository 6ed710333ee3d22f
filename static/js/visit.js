// Warns before a visit ends by itself, lets it last longer, and covers the page once it is over.
// The server decides all of it; this only tells. Without it the foot of each page says the time.
"use strict";

(() => {
  const box = document.getElementById("visit");
  if (!box || document.querySelector("meta[http-equiv=refresh]")) return; // asks by itself
  const warning = Number(box.dataset.warning);
  const saidAt = [15, 30, 60, warning]; // seconds left at which a screen reader is told
  const askEvery = 10_000; // milliseconds between questions while a warning stands
  let idleEnd = 0, wholeEnd = 0, askedAt = 0;
  let state = "", toldWhole = false, asking = false, typedIn = null;

  const left = () => Math.max(0, Math.ceil((idleEnd - Date.now()) / 1000));
  const cannotStay = () => idleEnd >= wholeEnd; // the 12 hours end first
  const inWords = (s) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");
  const part = () => box.querySelector(`[data-part="${state}"]`);

  function take(told) {
    idleEnd = Date.now() + told.left * 1000;
    wholeEnd = Date.now() + told.whole * 1000;
  }

  // What the server says of the visit; null once it is over.
  async function ask(method) {
    const headers = method === "POST" ? { "X-CSRFToken": tokens()[0].value } : {};
    const options = { method, headers, redirect: "manual", cache: "no-store" };
    const answer = await fetch(box.dataset.address, options);
    if (answer.type === "opaqueredirect") return null;
    const told = await answer.json();
    if (told.who !== box.dataset.who) location.reload(); // somebody else signed in meanwhile
    for (const each of tokens()) each.value = told.token; // a new sign-in in another tab has another
    take(told);
    return { refused: !answer.ok };
  }

  function show(next) {
    state = next;
    if (!next) return box.close();
    for (const each of box.querySelectorAll("[data-part]")) each.hidden = each !== part();
    for (const each of box.querySelectorAll("[data-said]")) each.textContent = "";
    box.querySelector("[data-refused]").hidden = true;
    box.querySelector("[data-goes-along]").hidden = !typedIn;
    box.setAttribute("aria-labelledby", `visit-${next}`);
    box.classList.toggle("covers", next === "over");
    if (!box.open) box.showModal();
    part().querySelector("[data-do]").focus();
    count();
  }

  function count() {
    const clock = part()?.querySelector("[data-clock]");
    if (!clock) return;
    const said = box.querySelector(`[data-part="${state}"] [data-said]`);
    const step = String(saidAt.find((each) => left() <= each));
    clock.textContent = inWords(left());
    if (said.textContent && said.dataset.step === step) return;
    said.dataset.step = step;
    said.textContent = `${said.dataset.said} ${inWords(left())}`;
  }

  // Another tab may have made the visit longer, or ended it: the server is asked before a word.
  async function look() {
    if (asking) return;
    asking = true;
    askedAt = Date.now();
    const answer = await ask("GET").catch(() => undefined);
    asking = false;
    if (answer === null || (answer === undefined && left() === 0)) return show("over");
    if (left() > warning) return state && show("");
    if (!cannotStay()) return state === "idle" || show("idle");
    if (!toldWhole) show("whole");
    toldWhole = true;
  }

  function tick() {
    count();
    if (state === "over" || left() > warning) return;
    const waits = left() > 0 && (Date.now() - askedAt < askEvery || (toldWhole && cannotStay()));
    if (!waits) look();
  }

  async function stay() {
    const answer = await ask("POST").catch(() => undefined);
    if (answer === null) return show("over");
    if (answer && !answer.refused) return show("");
    box.querySelector("[data-refused]").hidden = false;
  }

  // The form itself is sent: of it the server keeps what may be kept, and leads to the way in.
  async function leave() {
    const answer = await ask("GET").catch(() => undefined);
    if (answer) return show(""); // signed in again in another tab
    if (answer === undefined) return; // no network: the page stays covered
    if (typedIn) return HTMLFormElement.prototype.submit.call(typedIn);
    const here = encodeURIComponent(location.pathname + location.search);
    location.assign(`${box.dataset.signIn}?next=${here}`);
  }

  const deeds = { stay, leave, close: () => show("") };
  box.addEventListener("click", (event) => deeds[event.target.dataset.do]?.());
  box.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape is a sign of life like any other
    if (state === "idle") stay();
    if (state === "whole") show("");
  });
  box.addEventListener("close", () => {
    if (state === "over") box.showModal();
    else state = "";
  });
  document.addEventListener("input", (event) => {
    if (event.target.form?.hasAttribute("data-typed-is-kept")) typedIn = event.target.form;
  });
  document.addEventListener("visibilitychange", tick);
  take({ left: Number(box.dataset.left), whole: Number(box.dataset.whole) });
  setInterval(tick, 1000);
})();
