/* Keys for people who do this all day; every page works without this file. */
"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const off = "tongban.keys.off";
  const box = document.querySelector("dialog.keys");
  const stored = (store, key, value) => {
    // A browser may forbid storage; the keys then simply stay on.
    try { return value === undefined ? store.getItem(key) : store.setItem(key, value); } catch { return null; }
  };
  const phrases = document.querySelector("details.phrases");
  const rows = () => [...document.querySelectorAll("a.row")];

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const on = all.indexOf(document.activeElement);
    const open = all.findIndex((row) => row.hasAttribute("aria-current"));
    const from = on >= 0 ? on : open >= 0 ? open : by > 0 ? -1 : all.length;
    all[Math.max(0, Math.min(all.length - 1, from + by))].focus();
  }

  // Y, B and N go to a page or to a button; a button is only focused, so Enter stays the deed.
  function act(key) {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    if (target.tagName === "A") target.click(); else target.focus();
  }

  function help() {
    if (!box) return;
    if (box.open) box.close(); else box.showModal();
  }

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // Closed at once and not after the next frame, so that a quick next key is not lost.
    if (event.key === "Escape" && box?.open) { event.preventDefault(); box.close(); return; }
    if (at.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (stored(localStorage, off) || box?.open) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") { event.preventDefault(); step(key === "j" ? 1 : -1); }
    else if (/^[ybna]$/.test(key) && document.querySelector(`[data-key="${key}"]`)) { event.preventDefault(); act(key); }
    else if (key === "t" && phrases) { event.preventDefault(); phrases.open = true; phrases.querySelector("button")?.focus(); }
    else if (key === "x" && at.matches?.("a.row")) { event.preventDefault(); at.closest("tr").querySelector("input[name=case]")?.click(); }
    else { const there = document.querySelector(`a[data-go="${key}"]`); if (there) { event.preventDefault(); there.click(); } }
  });

  for (const opener of document.querySelectorAll("[data-help]")) opener.addEventListener("click", help);
  const quiet = document.querySelector("[data-keys-off]");
  if (quiet) {
    quiet.checked = Boolean(stored(localStorage, off));
    quiet.addEventListener("change", () => {
      if (quiet.checked) stored(localStorage, off, "1"); else localStorage.removeItem(off);
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

  // Nothing moves under the cursor: a pane opens where it was left.
  const pane = document.querySelector("[data-keep]");
  if (pane) {
    const name = `tongban.pane.${pane.dataset.keep}`;
    pane.scrollTop = Number(stored(sessionStorage, name) || 0);
    window.addEventListener("pagehide", () => stored(sessionStorage, name, pane.scrollTop));
  }

  // Many at once: all of a page, and how many are chosen.
  const chosen = document.querySelector("form.pick-many");
  if (chosen) {
    const boxes = [...chosen.querySelectorAll("input[name=case]")];
    const all = chosen.querySelector("[data-all]");
    const count = chosen.querySelector("[data-count]");
    const tell = () => { const n = boxes.filter((one) => one.checked).length; count.textContent = n || ""; all.checked = n > 0 && n === boxes.length; };
    all.addEventListener("change", () => { for (const one of boxes) one.checked = all.checked; tell(); });
    chosen.addEventListener("change", tell);
    tell();
  }

  // New work is announced and never put under the cursor: the page changes when it is asked to.
  const watched = document.querySelector("[data-news]");
  const bar = watched?.querySelector(".news");
  if (bar) {
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(watched.dataset.news, { headers: { Accept: "application/json" } });
        const now = answer.ok ? await answer.json() : null;
        if (!now) return;
        bar.hidden = now.stand === watched.dataset.stand;
        bar.textContent = bar.dataset.words.replace("{n}", now.total);
      } catch { /* offline: the next look will tell */ }
    };
    setInterval(look, 30000);
    document.addEventListener("visibilitychange", look);
  }

  // A phrase goes where the cursor last was in the field it stands under; it can be edited freely.
  let lastField = document.querySelector(".deed .gap input[type=checkbox]:checked")?.closest(".gap").querySelector(".why .input") ?? null;
  document.querySelector(".deed form")?.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, .why .input")) lastField = event.target;
  });
  for (const chip of document.querySelectorAll("[data-phrase]")) {
    chip.addEventListener("click", () => {
      const field = document.getElementById(chip.dataset.into) ?? lastField;
      if (!field) return;
      const from = field.selectionStart ?? field.value.length;
      const gap = from && !/\s$/.test(field.value.slice(0, from)) ? "\n" : "";
      field.setRangeText(gap + chip.dataset.phrase, from, field.selectionEnd ?? from, "end");
      field.focus();
    });
  }

  // A reader of cards types fast and ends with Enter; the number is put in its place.
  const number = document.querySelector("[data-number]");
  number?.addEventListener("input", () => {
    number.value = number.value.replace(/\s/g, "").toUpperCase();
  });
});
