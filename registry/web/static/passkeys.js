// Makes and uses passkeys on the pages for signed-in people; nothing else there needs a script.
// What it says stands in the page, where translators find it.
"use strict";
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const made = async (asked) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
    };
    const got = await navigator.credentials.create({ publicKey });
    return [got, { attestationObject: text(got.response.attestationObject) }];
  };

  const signed = async (asked) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: known(asked.allowCredentials),
    };
    const got = await navigator.credentials.get({ publicKey });
    const { authenticatorData, signature, userHandle } = got.response;
    return [got, {
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    }];
  };

  const credential = async (form, words) => {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.options, { method: "POST", body });
    const asked = await answer.json();
    if (!answer.ok) throw new Error(asked.problem || words.failed);
    const [got, response] = await (asked.user ? made(asked) : signed(asked));
    response.clientDataJSON = text(got.response.clientDataJSON);
    return JSON.stringify({
      id: got.id, rawId: text(got.rawId), type: got.type, clientExtensionResults: {}, response,
    });
  };

  for (const form of document.querySelectorAll("form[data-options]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[role=status]");
      const words = said.dataset;
      said.textContent = words.begun;
      try {
        form.elements.credential.value = await credential(form, words);
        form.submit();
      } catch (fault) {
        const plain = fault.name === "Error";
        said.textContent = plain ? fault.message : words.unused;
      }
    });
  }
})();
