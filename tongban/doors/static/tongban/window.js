/* Keys, camera and pen of the window; every page works without this file. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const off = () => { try { return localStorage.getItem("tongban.keys.off"); } catch { return null; } };
  const typing = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=file])";
  const visible = (one) => one.getClientRects().length > 0 && !one.disabled;
  const form = document.querySelector("form[data-fill]");

  // One stop for a field: a group of choices counts once; what is answered is passed over.
  function stops() {
    const seen = new Set();
    return [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((one) => {
      if (!visible(one) || one.closest("details:not([open]), .unmask, [data-later]")) return false;
      if (!/^(radio|checkbox)$/.test(one.type)) return true;
      const group = one.closest("fieldset") ?? one;
      return !seen.has(group) && seen.add(group);
    });
  }
  const answered = (one) => one.type === "radio" || (one.type === "checkbox" && one.closest("fieldset"))
    ? Boolean((one.closest("fieldset") ?? form).querySelector("input:checked"))
    : one.type === "checkbox" ? one.checked : one.value !== "";
  const sameStop = (a, b) => a === b || (a.closest("fieldset") && a.closest("fieldset") === b.closest("fieldset") && /^(radio|checkbox)$/.test(a.type));

  const within = (one) => one.closest(".capture")?.querySelector("[data-open]:not([hidden])") ?? one;

  function onward(from) {
    const all = stops();
    const at = from ? all.findIndex((one) => sameStop(one, from)) : -1;
    const next = all.slice(at + 1).find((one) => !answered(one)) ?? all.find((one) => !answered(one) && !(from && sameStop(one, from)));
    const goal = next ? within(next) : form.querySelector("[data-main]");
    enter(goal);
  }

  // Whoever used the camera today need not open it again: the next field that wants it finds it on.
  const used = (now) => { try { return now ? sessionStorage.setItem("tongban.camera", "1") : sessionStorage.getItem("tongban.camera"); } catch { return null; } };
  function enter(goal) {
    goal?.focus();
    goal?.scrollIntoView({ block: "center" });
    if (goal?.matches("[data-camera] [data-open]") && used()) goal.click();
  }

  function pick(at, digit) {
    const all = [...at.closest("fieldset").querySelectorAll("input")];
    const wanted = all[digit - 1];
    if (!wanted) return false;
    if (wanted.type === "radio") wanted.checked = true; else wanted.checked = !wanted.checked;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
    if (wanted.type === "radio") onward(wanted); else wanted.focus();
    return true;
  }

  function press(key) {
    const target = [...document.querySelectorAll("[data-press]")].find((one) => one.dataset.press === key && visible(one));
    if (!target) return false;
    target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.isComposing || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey) {
      if (event.key === "Enter" && form) { event.preventDefault(); form.querySelector("[data-main]")?.click(); }
      return;
    }
    if (event.key === "Escape" && at.matches?.("input, textarea, select, button")) { at.blur(); return; }
    if (form?.contains(at)) {
      if (event.key === "Enter" && !event.shiftKey && at.matches("input:not([type=file]), select, textarea")) { event.preventDefault(); onward(at); return; }
      if (/^[1-9]$/.test(event.key) && at.matches("fieldset input[type=radio], fieldset input[type=checkbox]") && pick(at, Number(event.key))) { event.preventDefault(); return; }
    }
    if (at.matches?.(typing) || off()) return;
    if (event.key === "/") {
      const box = document.querySelector("#q, #number");
      if (box) { event.preventDefault(); box.focus(); }
      return;
    }
    if (/^[1-9a-z]$/i.test(event.key) && press(event.key.toLowerCase())) event.preventDefault();
  });

  // A day is typed as eight digits, as it stands on papers.
  for (const day of form?.querySelectorAll("input[type=date]") ?? []) {
    day.type = "text";
    day.inputMode = "numeric";
    day.placeholder = "20260105";
    day.addEventListener("change", () => { day.value = day.value.trim().replace(/^(\d{4})\D?(\d{2})\D?(\d{2})$/, "$1-$2-$3"); });
  }

  // What is typed is kept as one goes: nothing is lost when the session ends meanwhile.
  if (form?.dataset.fill === "keep") {
    let waiting = 0;
    const keep = () => {
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      typed.set("do", "keep");
      fetch(form.action || location.href, { method: "POST", body: typed, redirect: "manual" }).catch(() => undefined);
    };
    form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(keep, 800); });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }

  // The camera on the counter fills the same file field that a chosen file would.
  const put = (input, blob, name) => {
    const box = new DataTransfer();
    box.items.add(new File([blob], name, { type: blob.type }));
    input.files = box.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    onward(input);
  };
  for (const capture of document.querySelectorAll("[data-camera]")) {
    if (!navigator.mediaDevices?.getUserMedia) continue;
    const input = capture.querySelector("input[type=file]"), video = capture.querySelector("video");
    const open = capture.querySelector("[data-open]"), shoot = capture.querySelector("[data-shoot]"), kept = capture.querySelector("canvas");
    open.hidden = false;
    open.addEventListener("click", async () => {
      if (video.srcObject?.active) return;
      try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
      } catch { open.hidden = true; input.focus(); return; }
      await video.play();
      used(true);
      video.hidden = shoot.hidden = false;
      kept.hidden = open.hidden = true;
      shoot.focus();
    });
    shoot.addEventListener("click", () => {
      kept.width = video.videoWidth; kept.height = video.videoHeight;
      kept.getContext("2d").drawImage(video, 0, 0);
      for (const track of video.srcObject.getTracks()) track.stop();
      kept.toBlob((blob) => {
        video.hidden = shoot.hidden = true;
        kept.hidden = open.hidden = false;
        open.textContent = open.dataset.again;
        put(input, blob, "camera.jpg");
      }, "image/jpeg", 0.9);
    });
  }
  // The pen writes on a canvas; without it the signed paper is scanned into the same field.
  for (const capture of document.querySelectorAll("[data-pen]")) {
    const input = capture.querySelector("input[type=file]"), paper = capture.querySelector("canvas"), done = capture.querySelector("[data-open]"), clear = capture.querySelector("[data-clear]");
    const pen = paper.getContext("2d");
    let drawn = false;
    const wipe = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, paper.width, paper.height); pen.lineWidth = 3; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#1c1a17"; drawn = false; input.value = ""; };
    const spot = (event) => { const box = paper.getBoundingClientRect(); return [(event.clientX - box.left) * paper.width / box.width, (event.clientY - box.top) * paper.height / box.height]; };
    paper.hidden = done.hidden = clear.hidden = false;
    wipe();
    paper.addEventListener("pointerdown", (event) => { paper.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...spot(event)); });
    paper.addEventListener("pointermove", (event) => { if (!paper.hasPointerCapture(event.pointerId)) return; pen.lineTo(...spot(event)); pen.stroke(); drawn = true; });
    clear.addEventListener("click", wipe);
    done.addEventListener("click", () => { if (drawn) paper.toBlob((blob) => put(input, blob, "signature.png"), "image/png"); else paper.focus(); });
  }

  // Where typing goes on after the page came: a field with an error, the first open one, or the first thing found.
  const wrong = document.querySelector("main [aria-invalid=true]");
  if (form && wrong) enter(within(wrong));
  else if (form) onward(null);
  else document.querySelector("[data-first]")?.focus();
});
