// The profile that its owner holds: it rests in this browser, goes along with each request, and takes down what each
// answer says to note. The server keeps nothing of it. Without this file the page /held does the same by hand.
const page = document;
const { brand, held } = page.body.dataset;
const KEY = `sumisura.profile.${brand}`;
const EMPTY = { format: "sumisura.profile", version: 1, signals: [], manners: {} };
const MOST = 1000;
const key = () => page.querySelector("input[name=csrf]")?.value ?? page.body.dataset.csrf;
const load = () => JSON.parse(localStorage.getItem(KEY)) ?? structuredClone(EMPTY);
const save = (profile) => localStorage.setItem(KEY, JSON.stringify(profile));
const text = () => localStorage.getItem(KEY) ?? JSON.stringify(EMPTY);

const news = page.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
page.body.append(news);

// What an answer says to write down: signals told, manners changed, refusals taken back.
function note(answer) {
  const told = answer.headers.get("X-Held-Notes");
  if (!told) return;
  const { signals, manners, taken_back: back } = JSON.parse(decodeURIComponent(told));
  const profile = load();
  const gone = new Set(back.map((pair) => pair.join("\n")));
  const known = new Set(signals.map((one) => one.id));
  const kept = profile.signals.filter((one) => !gone.has(`${one.item}\n${one.what}`) && !known.has(one.id));
  profile.signals = latest([...kept, ...signals]);
  Object.assign(profile.manners, manners);
  save(profile);
}

// The latest that a request takes; a refusal is never crowded out.
function latest(signals) {
  let over = signals.length - MOST;
  return signals.filter((one) => one.what === "refused" || over-- <= 0);
}

async function post(url, fields) {
  const body = new URLSearchParams(fields);
  if (!body.has("csrf")) body.set("csrf", key());
  if (!body.has("held") && held) body.set("held", text());
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Held-To": "yes" }, redirect: "follow" });
  note(answer);
  return answer;
}

function swap(html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  const [old, main] = [page.querySelector("main"), made.querySelector("main")];
  if (!main) return;
  const at = page.activeElement?.id;
  page.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail: { target: old } }));
  old.replaceWith(main);
  page.title = made.title || page.title;
  const [count, bag] = [made.querySelector(".site-nav"), page.querySelector(".site-nav")];
  if (count && bag) bag.replaceWith(count);
  if (at) page.getElementById(at)?.focus({ preventScroll: true });
  page.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { target: main } }));
  page.body.dataset.fitted = "yes";
}

// The pages a profile changes; the others are the same for everyone.
const FITTED = /^\/[\w-]+(\/(search|item|proof|taste|designs\/\w+(\/proof)?))?\/?$/;

// A page of this shop as the profile has it: asked for with POST, so that no address and no log bears it.
async function go(to, push = true) {
  const url = new URL(to, location.href);
  const answer = await post(`/${brand}/held/view`, { at: url.pathname + url.search });
  if (!answer.ok) return problem(page.querySelector("main"), answer);
  swap(await answer.text());
  if (push && url.href !== location.href) history.pushState({}, "", url);
  if (push) page.getElementById(url.hash.slice(1))?.scrollIntoView({ block: "nearest" });
}

function problem(near, answer) {
  const said = decodeURIComponent(answer.headers.get("X-Problem") ?? "") || "Not done. Try again.";
  page.getElementById("held-problem")?.remove();
  const line = Object.assign(page.createElement("p"), { id: "held-problem", className: "field__error", textContent: said });
  line.setAttribute("role", "alert");
  near.append(line);
}

async function act(form, button) {
  const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
  let answer;
  try {
    answer = await post(url, new FormData(form, button));
  } catch {
    return problem(form, new Response());
  }
  const to = answer.headers.get("X-Held-To");
  if (to && new URL(to, location.href).pathname.match(/\/(bag|checkout|orders)/)) return location.assign(to);
  if (to) await go(to);
  else if (answer.ok || answer.status === 422) swap(await answer.text());
  else problem(form, answer);
  news.textContent = "Done. It is noted on this device.";
}

// Ours before htmx: every form of this shop takes the profile along.
page.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const ours = new URL(form.action).pathname.startsWith(`/${brand}/`) && !form.action.includes("/office");
    if (!held || form.method !== "post" || !ours || form.matches("[data-plain]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(form, event.submitter);
  },
  true,
);

// The move: first the copy is here, then what was there goes, and only if this copy has all of it.
async function move(section) {
  const copy = await post(`/${brand}/held/export`, {});
  if (!copy.ok) return problem(section, copy);
  const profile = await copy.text();
  localStorage.setItem(KEY, profile);
  const moved = await post(`/${brand}/held/move`, { profile });
  if (!moved.ok) return problem(section, moved);
  location.assign(`/${brand}/taste`);
}

// Of a file only what serves is kept and sent: the rest of "my data" stays where it is.
function serving(file) {
  const { signals, manners } = JSON.parse(file);
  return JSON.stringify({ ...EMPTY, signals: latest(signals), manners: manners ?? {} });
}
async function hold(form, event) {
  event.preventDefault();
  let profile;
  try {
    profile = serving(form.elements.profile.value);
  } catch {
    return problem(form, new Response(null, { headers: { "X-Problem": "This is no profile. Paste the file as it was downloaded." } }));
  }
  const before = localStorage.getItem(KEY);
  localStorage.setItem(KEY, profile);
  const moved = await post(`/${brand}/held/move`, { profile });
  if (!moved.ok) {
    if (before === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, before);
    return problem(form, moved);
  }
  location.assign(`/${brand}/taste`);
}
async function open(input) {
  const file = await input.files[0]?.text();
  if (!file) return;
  try {
    input.form.elements.profile.value = serving(file);
  } catch {
    input.form.elements.profile.value = file;
  }
}
page.addEventListener("change", (event) => event.target.id === "held-file" && open(event.target));

async function giveBack(section, path) {
  const answer = await post(`/${brand}/held/${path}`, {});
  if (!answer.ok) return problem(section, answer);
  for (const name of [KEY, `${KEY}.report`]) localStorage.removeItem(name);
  location.assign(`/${brand}/taste`);
}

function download() {
  const link = page.createElement("a");
  link.href = URL.createObjectURL(new Blob([text()], { type: "application/json" }));
  link.download = `taste-${brand}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

// One noisy report a week, if its owner wants it: which quality they lean to, drowned in chance before it leaves.
const REPORT = `${KEY}.report`;
const wants = () => JSON.parse(localStorage.getItem(REPORT));
function below(probability) {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53 < probability;
}
async function report() {
  const state = wants();
  if (!state) return;
  const asked = await (await fetch(`/${brand}/held/reports`)).json();
  if (state.week === asked.week) return;
  const body = text();
  const own = await (await fetch(`/${brand}/held/ranking`, { method: "POST", body })).json();
  const truth = own.qualities?.find((one) => asked.qualities.includes(one));
  const bits = asked.qualities.map((one) => (below(one === truth ? asked.p : asked.q) ? "1" : "0")).join("");
  const token = state.token ?? crypto.randomUUID();
  // Written down before it is sent: a second draw of the same week would give the chance away.
  localStorage.setItem(REPORT, JSON.stringify({ token, week: asked.week }));
  const about = { week: asked.week, list: asked.list, token, bits };
  await fetch(`/${brand}/held/report`, { method: "POST", body: JSON.stringify(about), credentials: "omit" });
}
function mark() {
  for (const one of page.querySelectorAll("[data-held-act=report]")) {
    one.setAttribute("aria-checked", String(Boolean(wants())));
    one.textContent = wants() ? "on" : "off";
  }
}
function turn() {
  if (wants()) localStorage.removeItem(REPORT);
  else localStorage.setItem(REPORT, "{}");
  mark();
  report();
}

const ACTS = { move, hold, download, back: (at) => giveBack(at, "back"), leave: (at) => giveBack(at, "leave"), report: turn };
page.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-held-act]");
  if (button) ACTS[button.dataset.heldAct](button.closest("section, form"), event);
});
const show = () => {
  for (const one of page.querySelectorAll("[data-needs-script]")) one.hidden = false;
  mark();
};
page.addEventListener("htmx:afterSwap", show);
show();
if (held && FITTED.test(location.pathname)) {
  addEventListener("popstate", () => go(location.href, false));
  await go(location.href, false);
  report();
}
