// Passkeys: a form that asks the phone first, then posts. Where browsers have none it stays hidden; the e-mail code is enough.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const opened = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"])
    for (const known of options[list] ?? []) known.id = bytes(known.id);
  return options;
};

const packed = ({ id, rawId, type, response }) => {
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, clientExtensionResults: {} });
};

const ask = async (form) => {
  const asked = await fetch(form.dataset.passkey, { method: "POST" });
  if (!asked.ok) throw new Error(asked.status);
  const { id, options } = await asked.json();
  const publicKey = opened(options);
  const credential = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
  form.querySelector("[data-challenge]").value = id;
  form.querySelector("[data-credential]").value = packed(credential);
  form.submit();
};

// A bare address has no passkeys.
const possible = window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname);
for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = !possible;
for (const part of document.querySelectorAll("[data-passkey-none]")) part.hidden = Boolean(possible);
for (const form of document.querySelectorAll("form[data-passkey]"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-passkey-said]");
    said.hidden = true;
    ask(form).catch(() => (said.hidden = false));
  });
