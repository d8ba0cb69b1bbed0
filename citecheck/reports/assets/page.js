"use strict";
(() => {
  const form = document.getElementById("filters");
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // ------------------------------------------------ print: everything is open
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  // ------------------------------------------------ filters
  if (!form) return;
  const search = document.getElementById("search");
  const rule = document.getElementById("rule");
  const look = document.getElementById("look");
  const matches = document.getElementById("matches");
  const nothing = document.getElementById("nothing");
  const showAll = document.getElementById("show-all");
  const groups = all("[data-group]");
  const entries = all(".item").map((item) => ({
    item,
    finding: item.matches(".finding"),
    groups: groupsOf(item),
    text: null,
  }));
  const findings = entries.filter((entry) => entry.finding).length;
  const others = entries.length - findings;

  function groupsOf(item) {
    const found = [];
    for (let group = item.closest("[data-group]"); group; group = group.parentElement.closest("[data-group]")) {
      found.push(group);
    }
    return found;
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (value) => (value ? value.split(" ") : []);
  const chosen = (name) => new Set(all(`input[name=${name}]:checked`, form).map((box) => box.value));
  const counted = (number, noun, many = `${noun}s`) => `${number.toLocaleString("en")} ${number === 1 ? noun : many}`;
  const of = (shown, number, ...nouns) => `${shown.toLocaleString("en")} of ${counted(number, ...nouns)}`;

  function apply() {
    const sought = plain(search.value).split(/\s+/).filter(Boolean);
    const severities = chosen("severity");
    const verdicts = chosen("verdict");
    const code = rule ? rule.value : "";
    const filtered = sought.length > 0 || severities.size > 0 || verdicts.size > 0 || code !== "" || look.checked;
    const alive = new Set();
    let shownFindings = 0;
    let shownOthers = 0;
    for (const entry of entries) {
      const data = entry.item.dataset;
      let shown = true;
      if (look.checked) shown = "look" in data;
      if (shown && severities.size) shown = words(data.severity).some((word) => severities.has(word));
      if (shown && verdicts.size) shown = words(data.verdict).some((word) => verdicts.has(word));
      if (shown && code) shown = words(data.rule).includes(code);
      if (shown && sought.length) {
        entry.text ??= plain(entry.item.textContent);
        shown = sought.every((word) => entry.text.includes(word));
      }
      if (entry.item.hidden === shown) entry.item.hidden = !shown;
      if (!shown) continue;
      for (const group of entry.groups) alive.add(group);
      if (entry.finding) shownFindings += 1;
      else shownOthers += 1;
    }
    for (const group of groups) group.hidden = !alive.has(group);
    nothing.hidden = !filtered || shownFindings + shownOthers > 0;
    showAll.hidden = !filtered;
    matches.textContent = filtered
      ? `${of(shownFindings, findings, "finding")}, ${of(shownOthers, others, "reference or link", "references and links")}`
      : `${counted(findings, "finding")}, ${counted(others, "reference or link", "references and links")}`;
  }

  let timer = 0;
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(apply, 90);
  }

  search.addEventListener("input", soon);
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("reset", () => setTimeout(() => {
    apply();
    search.focus();
  }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && event.target === search && search.value) {
      event.preventDefault();
      search.value = "";
      apply();
    }
  });

  // ------------------------------------------------ a link on the page leads to something that can be seen
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.closest("[hidden]")) {
      form.reset();
      apply();
    }
    for (let details = target.closest("details"); details; details = details.parentElement.closest("details")) {
      details.open = true;
    }
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) reveal();
  });

  form.hidden = false;
  apply();
  if (location.hash) reveal();
})();
