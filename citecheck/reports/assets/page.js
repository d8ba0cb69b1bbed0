"use strict";
(() => {
  const form = document.querySelector("form.filters");
  const search = document.getElementById("search");
  const severity = document.getElementById("severity");
  const verdict = document.getElementById("verdict");
  const look = document.getElementById("look");
  const count = document.getElementById("count");
  const cards = [...document.querySelectorAll("[data-card]")].map((node) => ({
    node,
    text: node.textContent.toLowerCase(),
    severities: node.dataset.severities.split(" "),
    verdicts: node.dataset.verdicts.split(" "),
    look: node.dataset.look === "yes",
  }));
  const sections = [...document.querySelectorAll("[data-section]")];

  function show() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const fits =
        words.every((word) => card.text.includes(word)) &&
        (!severity.value || card.severities.includes(severity.value)) &&
        (!verdict.value || card.verdicts.includes(verdict.value)) &&
        (!look.checked || card.look);
      card.node.hidden = !fits;
      shown += fits;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector("[data-card]:not([hidden])");
    }
    const all = shown === cards.length;
    count.textContent = all ? `${cards.length} entries` : `${shown} of ${cards.length} entries`;
  }

  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      show();
    }
  });
  const open = () => document.querySelectorAll("details").forEach((each) => { each.open = true; });
  window.addEventListener("beforeprint", open);
  show();
})();
