// The record, checked by this browser: what it saw at its last visit must be the beginning of what it is shown now.
// RFC 9162, section 2.1.4.2, with the browser's own SHA-256. Pages work without this file, and then check nothing.
//
// [data-record]   where proof is asked for, and under which name the checkpoint is kept: one for each seat and record
// [data-outcome]  within the record's page: where it is said what was found

const KEPT = "entremise record ";
const EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (hash) => btoa(String.fromCharCode(...hash));
const node = async (left, right) => {
  const joined = new Uint8Array(65);
  joined[0] = 1;
  joined.set(left, 1);
  joined.set(right, 33);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
};

// Origin, size and root of a signed checkpoint (c2sp.org/tlog-checkpoint); null for anything else.
const read = (note) => {
  const [origin, size, root, blank] = (note ?? "").split("\n");
  if (!origin || blank !== "" || !/^(0|[1-9]\d{0,14})$/.test(size) || !/^[A-Za-z0-9+/]{43}=$/.test(root)) return null;
  return { note, origin, size: Number(size), root };
};

const half = (number) => Math.floor(number / 2);

// Whether `proof` shows the tree of `old` as the beginning of that of `now`.
const consistent = async (old, now, proof) => {
  if (old.origin !== now.origin) return false;
  if (old.size === now.size) return proof.length === 0 && old.root === now.root;
  if (old.size === 0) return proof.length === 0 && old.root === EMPTY;
  if (old.size > now.size) return false;
  let here = old.size - 1, last = now.size - 1;
  while (here % 2) { here = half(here); last = half(last); }
  const path = proof.map(bytes);
  // A power of two: the old tree is a whole branch of the new one, and its root the first hash.
  if (here === 0) path.unshift(bytes(old.root));
  if (!path.length || path.some((hash) => hash.length !== 32)) return false;
  let then = path[0], today = path[0];
  for (const beside of path.slice(1)) {
    if (last === 0) return false;
    if (here % 2 || here === last) {
      then = await node(beside, then);
      today = await node(beside, today);
      while (here % 2 === 0 && here !== 0) { here = half(here); last = half(last); }
    } else {
      today = await node(today, beside);
    }
    here = half(here);
    last = half(last);
  }
  return last === 0 && text(then) === old.root && text(today) === now.root;
};

const kept = (name) => {
  try { return read(localStorage.getItem(KEPT + name)); } catch { return null; }
};
const keep = (name, note) => {
  try { localStorage.setItem(KEPT + name, note); return true; } catch { return false; }
};

// What was found: first, same, grown, changed, or unable.
const check = async (name, address) => {
  if (!globalThis.crypto?.subtle) return { found: "unable" };
  const old = kept(name);
  const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}from=${old?.size ?? 0}`);
  // 409: it has fewer lines than this browser saw.
  if (old && answer.status === 409) return { found: "changed", old };
  if (!answer.ok) return { found: "unable" };
  const told = await answer.json(), now = read(told.checkpoint);
  if (!now) return { found: "unable" };
  if (old && !(await consistent(old, now, told.proof))) return { found: "changed", old, now };
  if (!keep(name, now.note)) return { found: "unable" };
  return { found: !old ? "first" : old.size === now.size ? "same" : "grown", old, now };
};

const show = (element, { found, old, now }) => {
  element.dataset.found = found;
  if (found === "changed") document.getElementById("record-changed").hidden = false;
  const outcome = element.querySelector("[data-outcome]");
  if (!outcome) return;
  const words = outcome.dataset[found].replace("{old}", old?.size).replace("{now}", now?.size);
  outcome.querySelector("[data-words]").textContent = words;
  outcome.querySelector(".st").dataset.st = { changed: "wait", unable: "plain" }[found] ?? "done";
  outcome.hidden = false;
  const changed = element.querySelector("[data-alarm]");
  changed.hidden = found !== "changed";
  if (found === "changed") {
    changed.querySelector("pre").textContent = old.note;
    const goOn = changed.querySelector("button");
    goOn.hidden = !now;
    goOn.onclick = () => { keep(element.dataset.name, now.note); location.reload(); };
  }
};

const asked = new Map();
for (const element of document.querySelectorAll("[data-record]")) {
  const { name, record } = element.dataset;
  if (!asked.has(name)) asked.set(name, check(name, record).catch(() => ({ found: "unable" })));
  asked.get(name).then((outcome) => show(element, outcome));
}
