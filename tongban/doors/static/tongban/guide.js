// Printing and passing on, where the browser can; without this the links and the PDF remain.
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
const share = document.querySelector("[data-share]");
if (share && (navigator.share || navigator.clipboard)) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    const what = { title: share.dataset.share, url: location.href };
    if (navigator.share) { try { await navigator.share(what); } catch { /* the person changed their mind */ } return; }
    await navigator.clipboard.writeText(location.href);
    share.textContent = share.dataset.done;
  });
}
