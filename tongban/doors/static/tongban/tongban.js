/* Small comforts; every page works without this file. */
"use strict";
// A form that is on its way is not sent twice; the server would know it as the same anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});
// After an error the reader starts at the summary.
document.querySelector(".summary")?.focus();
// Read the page aloud, where the machine has a voice.
const reader = document.querySelector("[data-read]");
if (reader && "speechSynthesis" in window) {
  reader.hidden = false;
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    const words = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    speechSynthesis.speak(words);
  });
}
