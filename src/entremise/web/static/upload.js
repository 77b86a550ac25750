// A file given in parts, with its progress; after a lost connection it goes on from the last part kept.
// Without this script the form sends the file whole, with the same result.

const $ = (selector, root = document) => root.querySelector(selector);
const language = document.documentElement.lang;
const sized = (size) => {
  const [unit, by] = size < 1e3 ? ["byte", 1] : size < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(size / by);
};
const pause = (milliseconds) => new Promise((resolve) => {
  const go = () => { removeEventListener("online", go); resolve(); };
  setTimeout(go, milliseconds);
  addEventListener("online", go);
});

class Refused extends Error {}

// One request; what it says, or null if it did not come through and is worth trying again.
const asked = async (address, options = {}) => {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return null;
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Refused("");
  const told = await answer.json();
  if (answer.ok || told.kept != null) return told;
  throw new Refused(told.remedy);
};

for (const box of document.querySelectorAll("[data-upload]")) {
  const base = box.dataset.upload, form = box.closest("form");
  const input = $("input[type=file]", box), held = $("[name=document]", box);
  const coming = $("[data-coming]", box), given = $("[data-given]", box), choose = $("[data-choose]", box);
  const problem = $("[data-problem]", box), told = $("[data-told]", box), bar = $("progress", box);
  let under = null, waiting = null;

  const show = (part) => {
    for (const one of [coming, given, choose]) one.hidden = one !== part;
  };
  const fail = (words) => {
    show(choose);
    problem.textContent = words;
    problem.hidden = !words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    input.focus();
  };
  const forget = (id) => { if (id) fetch(`${base}/${id}/drop`, { method: "POST", keepalive: true }).catch(() => {}); };
  const changed = () => held.dispatchEvent(new Event("input", { bubbles: true }));

  // Sends the parts in turn until the house has the whole file.
  const send = async (file, signal) => {
    let begun = null, at = 0, wait = 1000;
    const start = { method: "POST", body: new URLSearchParams({ name: file.name, size: String(file.size) }), signal };
    for (;;) {
      const part = file.slice(at, at + (begun?.part ?? 0));
      const next = begun === null
        ? await asked(base, start)
        : await asked(`${base}/${begun.id}/parts/${at}`, {
          method: "POST", body: part, headers: { "Content-Type": "application/octet-stream" }, signal,
        });
      if (next?.whole) return next;
      if (next === null) {
        told.textContent = box.dataset.lost;
        await pause(wait);
        wait = Math.min(wait * 2, 30000);
        const kept = begun && await asked(`${base}/${begun.id}/parts/0`, { signal });
        at = kept?.kept ?? at;
        continue;
      }
      wait = 1000;
      begun ??= next;
      under.id = begun.id;
      at = next.kept;
      bar.value = Math.floor((at / file.size) * 100);
      told.textContent = box.dataset.come.replace("{share}", bar.value);
    }
  };

  const take = async (file) => {
    problem.hidden = true;
    input.value = "";
    if (!file.size) return fail(box.dataset.empty);
    if (file.size > Number(box.dataset.most) * 1e6) return fail(box.dataset.large);
    const own = new AbortController();
    under = { own, id: null };
    $("[data-file]", box).textContent = file.name;
    bar.value = 0;
    told.textContent = box.dataset.come.replace("{share}", 0);
    show(coming);
    try {
      const whole = await send(file, own.signal);
      held.value = whole.id;
      $("[data-name] bdi", box).textContent = whole.name;
      $("[data-kind]", box).textContent = sized(file.size);
      show(given);
      $("#say").textContent = box.dataset.whole;
      changed();
      under = null;
      if (waiting) form.requestSubmit(waiting);
    } catch (error) {
      forget(under?.id);
      under = null;
      fail(error instanceof Refused ? error.message : "");
    }
    waiting?.removeAttribute("aria-busy");
    waiting = null;
  };

  input.addEventListener("change", () => { if (input.files.length) take(input.files[0]); });
  $("[data-cancel]", box).addEventListener("click", () => under?.own.abort());
  $("[data-detach]", box).addEventListener("click", (event) => {
    event.preventDefault();
    forget(held.value);
    held.value = "";
    changed();
    fail("");
  });
  // What is given while the file still comes waits for it.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !under || !["give", "make"].includes(event.submitter?.name)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
    waiting.setAttribute("aria-busy", "true");
  }, true);
}
