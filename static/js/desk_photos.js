// Photos of a document at the desk, larger and turned where they stand. Without this file the links load the page anew.
"use strict";

const QUARTER = 90, WHOLE = 360;

for (const shots of document.querySelectorAll("[data-shots]")) {
  const words = shots.dataset;
  for (const figure of shots.querySelectorAll("figure:has(img)")) {
    const shot = figure.querySelector(".shot");
    const [size, turn] = figure.querySelectorAll(".turns a");
    const resize = (event) => {
      event.preventDefault();
      const isLarge = figure.classList.toggle("large");
      size.textContent = isLarge ? words.smallerWord : words.largerWord;
    };
    for (const link of [shot, size]) link.addEventListener("click", resize);
    turn.addEventListener("click", (event) => {
      event.preventDefault();
      shot.dataset.turned = (Number(shot.dataset.turned ?? 0) + QUARTER) % WHOLE;
    });
  }
}
