/* A form that keeps itself: typed words are saved as one goes, files are looked at before they travel.
   Without this file the buttons save, and the server looks at every file again in any case. */
"use strict";
(() => {
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const state = form.querySelector("[data-state]");
  let waiting = 0, last = "";
  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  };
  const save = async () => {
    const body = typed();
    if (String(body) === last) return;
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) { state.textContent = form.dataset.over; return; }
      if (!answer.ok) throw new Error();
      last = String(body);
      state.textContent = `${form.dataset.saved} ${(await answer.json()).saved}`;
    } catch { state.textContent = form.dataset.unsaved; }
  };
  last = String(typed());
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 1200); });
  form.addEventListener("change", (event) => { if (event.target.type !== "file") { clearTimeout(waiting); save(); } });
  form.addEventListener("submit", () => clearTimeout(waiting));
  // Files: too large or of another kind is said at once, in the same words the server has.
  const fits = /\.(pdf|jpe?g|png|ofd|sdjwt)$/i;
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      const field = input.closest(".field");
      field.querySelector("[data-file]")?.remove();
      input.removeAttribute("aria-invalid");
      const file = input.files[0];
      if (!file) return;
      const wrong = file.size > Number(form.dataset.limit) ? form.dataset.big
        : fits.test(file.name) || /^image\/(jpeg|png)$/.test(file.type) ? "" : form.dataset.kind;
      const said = document.createElement("p");
      said.dataset.file = "";
      said.className = wrong ? "error" : "chosen";
      said.setAttribute("role", wrong ? "alert" : "status");
      said.textContent = wrong || `${file.name}  ${(file.size / 1048576).toFixed(1)} MB`;
      if (wrong) { input.value = ""; input.setAttribute("aria-invalid", "true"); }
      input.closest(".take").after(said);
    });
  }
})();
