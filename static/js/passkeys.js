// Passkeys: hands the page's question to the browser and posts the answer with the page's own form.
// A form that needs this stays hidden without it: codes work everywhere.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const ask = {
    get: (question) => navigator.credentials.get({
      publicKey: {
        ...question,
        challenge: bytes(question.challenge),
        allowCredentials: known(question.allowCredentials),
      },
    }),
    create: (question) => navigator.credentials.create({
      publicKey: {
        ...question,
        challenge: bytes(question.challenge),
        user: { ...question.user, id: bytes(question.user.id) },
        excludeCredentials: known(question.excludeCredentials),
      },
    }),
  };
  const parts = [
    "clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject",
  ];

  const answerOf = (credential) => {
    const response = {};
    for (const part of parts) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    });
  };

  const begin = (form) => {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      const button = form.querySelector("button");
      button.disabled = true;
      try {
        const credential = await ask[form.dataset.passkey](JSON.parse(form.dataset.question));
        form.elements.passkey.value = answerOf(credential);
        form.submit();
      } catch (reason) {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  };

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(begin);
})();
