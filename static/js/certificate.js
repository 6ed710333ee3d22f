// Sign-in by certificate: has NCALayer sign the page's text and posts the signature with the form.
// Without NCALayer, or without this, the page says what to do.
"use strict";

(() => {
  const form = document.querySelector("form[data-ncalayer]");
  if (!form) return;
  const button = form.querySelector("button");
  const signInKeys = ["1.3.6.1.5.5.7.3.2", "1.2.398.3.3.4.1.1"]; // for a server, by a person
  const patience = 10 * 60 * 1000; // milliseconds: a password may have to be looked for
  const request = {
    module: "kz.gov.pki.knca.basics",
    method: "sign",
    args: {
      allowedStorages: null,
      format: "cms",
      data: form.dataset.text,
      signingParams: { decode: true, encapsulate: false, digested: false },
      signerParams: { extKeyUsageOids: signInKeys },
      locale: document.documentElement.lang,
    },
  };

  const say = (what) => {
    for (const each of form.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== what;
    button.disabled = what === "works";
  };

  // The CMS in base64; nothing if its owner changed their mind. Rejects where nobody answers.
  const sign = () => new Promise((resolve, reject) => {
    const layer = new WebSocket(form.dataset.ncalayer);
    const late = setTimeout(() => layer.close(), patience);
    layer.addEventListener("message", (event) => {
      const answer = JSON.parse(event.data);
      if (answer.result && answer.result.version) return layer.send(JSON.stringify(request));
      const signed = answer.status && answer.body ? answer.body.result : "";
      resolve(Array.isArray(signed) ? signed[0] : signed);
      layer.close();
    });
    const silent = () => {
      clearTimeout(late);
      reject(new Error("NCALayer is silent"));
    };
    layer.addEventListener("error", silent); // alone, where the page's policy forbids the address
    layer.addEventListener("close", silent);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("works");
    try {
      const signature = await sign();
      if (!signature) return say("unsigned");
      form.elements.signature.value = signature;
      form.submit();
    } catch (reason) {
      say("silent");
    }
  });
})();
