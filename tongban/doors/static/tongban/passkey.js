/* Passkeys: the browser's part of signing in and of adding a key. Without this file codes and passwords do. */
"use strict";
(() => {
  // A key is tied to a host's name; browsers give none to an address of numbers.
  if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));
  const plain = (made) => {
    const said = made.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (said[name]) response[name] = text(said[name]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults(), authenticatorAttachment: made.authenticatorAttachment });
  };
  const answer = async (form, ask) => {
    const wrong = form.querySelector("[data-wrong]");
    wrong.hidden = true;
    try {
      form.elements.credential.value = plain(await ask());
      form.submit();
    } catch {
      wrong.hidden = false;
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  };
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form, async () => {
        const asked = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
        const options = (await asked.json()).publicKey;
        return navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: ids(options.allowCredentials) } });
      });
    });
  }
  for (const form of document.querySelectorAll("[data-passkey-add]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const options = JSON.parse(form.dataset.passkeyAdd).publicKey;
      answer(form, () => navigator.credentials.create({ publicKey: { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: ids(options.excludeCredentials) } }));
    });
  }
})();
