// Enhancements only: every page works without this file.
//
// live     what happened elsewhere is read anew; the sheet somebody is writing on is never touched
// drafts   kept a moment after the last key, and before anything leaves the page
// door     the hold counted down; the server keeps the real time
// small    the clock, phone tabs, replies, focus, one-time sign-in

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const language = document.documentElement.lang;
const now = $("[data-now]");
const skew = now ? Date.parse(now.dateTime) - Date.now() : 0;
const cityTime = (moment) => {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: now?.dataset.zone }).format(moment);
  } catch {
    return new Intl.DateTimeFormat(language, options).format(moment);
  }
};
const say = (words) => { if (words) $("#say").textContent = words; };

document.documentElement.classList.add("script");

// ---------- live ----------

const stream = document.body.dataset.stream;
if (stream) {
  let last = document.body.dataset.head, wait = 1000, lost = null, notice = null, source = null;

  const connected = () => {
    clearTimeout(notice);
    if ($("#offline").hidden === false) document.body.dispatchEvent(new Event("news"));
    $("#offline").hidden = true;
    notice = lost = null;
    wait = 1000;
  };
  const disconnected = () => {
    lost ??= Date.now() + skew;
    notice ??= setTimeout(() => {
      $("#offline [data-since]").textContent = cityTime(lost);
      $("#offline").hidden = false;
    }, 3000);
  };
  const connect = () => {
    source = new EventSource(`${stream}?after=${encodeURIComponent(last)}`);
    source.onopen = connected;
    source.addEventListener("news", (event) => {
      last = event.lastEventId || last;
      document.body.dispatchEvent(new Event("news"));
    });
    source.onerror = () => {
      source.close();
      disconnected();
      setTimeout(connect, wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, 30000);
    };
  };
  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });

  // The seat was closed, or signed out elsewhere: the page says so itself.
  document.addEventListener("htmx:response:error", (event) => {
    if (event.target.id === "news" && event.detail.ctx.response.status < 500) location.reload();
  });
}

// ---------- drafts ----------

const draft = () => $("form[data-autosave]");
let dirty = false, timer = null, saving = null, edits = 0;

const kept = (at) => {
  const written = /^\d\d:\d\d$/.test(at) ? at : cityTime(at ? new Date(at) : new Date(Date.now() + skew));
  const place = $("[data-saved]", draft());
  if (place) place.textContent = document.body.dataset.savedWords.replace("{time}", written);
};
const save = (leaving = false) => {
  const form = draft();
  clearTimeout(timer);
  if (!form || !dirty) return Promise.resolve(true);
  const edit = edits, body = new URLSearchParams(new FormData(form));
  body.set("save", "draft");
  dirty = false;
  saving = fetch(form.action, { method: "POST", body, keepalive: leaving, headers: { "X-Autosave": "1" } })
    .then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      if (edit === edits) kept(answer.headers.get("X-Saved") ?? "");
      return true;
    })
    .catch(() => { dirty = true; return false; })
    .finally(() => { saving = null; });
  return saving;
};
const edited = (event) => {
  if (!event.target.closest?.("form[data-autosave]") || event.target.name === "to") return;
  dirty = true;
  edits += 1;
  clearTimeout(timer);
  timer = setTimeout(save, 1500);
};
document.addEventListener("input", edited);
document.addEventListener("change", edited);
addEventListener("pagehide", () => save(true));
addEventListener("online", () => save());

// Before any form leaves: what was written is kept first, and a draft under way does not overtake the act.
document.addEventListener("submit", async (event) => {
  const form = event.target, own = form === draft();
  if (own && event.submitter?.name !== "drop") {
    clearTimeout(timer);
    dirty = false;
    if (!saving) return;
  } else if (!dirty && !saving) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (saving) await saving;
  if (!own) await save();
  dirty = false;
  form.requestSubmit(event.submitter);
}, true);

// Quoting and changing the door read the sheet anew: nothing may be typed meanwhile, and nothing written is lost.
const writing = () => $("#sheet textarea");
let quoting = false;
document.addEventListener("submit", (event) => {
  const to = $(".quote [name=to]", event.target.parentNode);
  if (to) to.value = $("#sheet [name=to]:checked")?.value ?? "";
}, true);
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx, to = $("#sheet [name=to]:checked");
  if (sourceElement.id === "news" && to) request.body.set("to", to.value);
});
document.addEventListener("htmx:before:request", (event) => {
  const { target, sourceElement } = event.detail.ctx;
  if (target?.id !== "sheet") return;
  clearTimeout(timer);
  dirty = false;
  quoting = sourceElement.id !== "doors";
  if (writing()) writing().readOnly = true;
});
document.addEventListener("htmx:finally:request", (event) => {
  if (writing()) writing().readOnly = false;
  const { sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "doors" || !sourceElement.isConnected) return;
  dirty = true;
  const was = $(`#sheet [name=to][value="${$("#sheet [name=was]").value}"]`);
  if (was) was.checked = true;
  else $$("#sheet [name=to]").forEach((door) => { door.checked = false; });
});

// ---------- at the door ----------

let told = "", asked = 0;
const count = () => {
  const held = $(".held");
  if (!held) return;
  const left = Math.max(0, Math.ceil((Date.parse(held.dataset.due) - Date.now() - skew) / 1000));
  $("[data-clock]", held).textContent = left;
  $("progress", held).value = left;
  const stage = left === 0 ? "end" : left <= 10 && Number(held.dataset.held) > 10 ? "ten" : "start";
  const key = held.dataset.due + stage;
  if (told !== key) say(held.dataset[stage]);
  told = key;
  if (left === 0 && Date.now() - asked > 2000) {
    asked = Date.now();
    document.body.dispatchEvent(new Event("news"));
  }
};
setInterval(count, 250);
count();
addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("[data-stop] button")?.click();
});

// ---------- small ----------

const tidy = () => {
  $$(".needs-script").forEach((element) => { element.hidden = false; });
  if (!$(".held")) $$(".another").forEach((details) => { details.open = true; });
  say($(".after")?.dataset.said !== $("#say").textContent ? $(".after")?.dataset.said : "");
};
document.addEventListener("htmx:after:swap", (event) => {
  tidy();
  if (!quoting) return;
  quoting = false;
  if (matchMedia("(max-width: 74.99rem)").matches) location.hash = "corridor";
  writing()?.focus();
});
tidy();

setInterval(() => { if (now) now.textContent = cityTime(Date.now() + skew); }, 10000);

const tabs = $$(".tabs a");
const where = () => {
  const to = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const here = tabs.find((tab) => to && $(tab.hash)?.contains(to)) ?? tabs.find((tab) => tab.hash === "#corridor");
  tabs.forEach((tab) => { tab.ariaCurrent = tab === here ? "true" : null; });
};
if (tabs.length) { addEventListener("hashchange", where); where(); }

document.addEventListener("click", (event) => {
  const reply = event.target.closest?.("[data-reply]"), form = draft();
  if (!reply || !form?.elements.reply_to) return;
  event.preventDefault();
  form.elements.reply_to.value = $("[data-replied]").textContent = reply.dataset.reply;
  $("[data-replying]").hidden = !reply.dataset.reply;
  form.elements.text.focus();
  dirty = true;
});

// After the browser has gone to the address's anchor.
addEventListener("load", () => setTimeout(() => ($("[data-takes-focus]") ?? $("#stop"))?.focus()));
$("form[data-submit-at-once]")?.requestSubmit();
