// A form with data-passkey asks the browser for a passkey before it is sent. It is hidden without script, and where a
// browser has no passkeys or the address allows none.
//
// create   a new passkey, by the options that stand in the page
// get      one that the person has, by the options that stand in the page
// sign-in  whichever the person chooses, by options that are asked for now

const form = document.querySelector("form[data-passkey]");
const numeric = /^[\d.]+$|:/.test(location.hostname);
const able = form && isSecureContext && !numeric && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

const standing = () => JSON.parse(document.querySelector("#passkey-options").textContent);
const asked = async () => {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
};

const create = async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  const alone = form.elements.passwordless?.checked;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    userVerification: alone ? "required" : "preferred",
  };
  return navigator.credentials.create({ publicKey });
};
const get = (options) =>
  navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });

const ways = {
  create: async () => create(standing().creation_options),
  get: async () => get(standing().request_options),
  "sign-in": async () => get(await asked()),
};

if (able) {
  form.hidden = false;
  document.querySelector("[data-no-passkeys]")?.setAttribute("hidden", "");
  const failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = JSON.stringify((await ways[form.dataset.passkey]()).toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
      button.removeAttribute("aria-busy");
    }
  });
}
