// What HTML and htmx leave open: focus and place survive a swap, news is spoken, arrows move within a choice,
// fields wait for a pause. Every page works without this file.
const page = document;
const byId = (id) => (id ? page.getElementById(id) : null);

// Saving and saved, for eye and ear. The live region stands in the page from the start: <p id="news" role="status">.
function say(text) {
  const news = byId("news");
  if (news) news.textContent = text;
}
function saving(state) {
  const line = page.querySelector(".save-state");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[`${state}Text`] ?? "";
}

// Focus returns to the same option, or to the one beside it in the same choice; the page does not scroll.
let kept = null;
page.addEventListener("htmx:beforeSwap", () => {
  const at = page.activeElement;
  const group = at?.closest?.("[data-var]");
  kept = at && at !== page.body
    ? { id: at.id, group: group?.id, x: scrollX, y: scrollY, from: at.selectionStart, to: at.selectionEnd }
    : { x: scrollX, y: scrollY };
});
page.addEventListener("htmx:afterSettle", (event) => {
  rove(page);
  const news = page.querySelector("[data-announce]");
  if (news) say(news.dataset.announce);
  if (!kept) return;
  const conflict = page.querySelector(".conflict[data-fresh]");
  const target = byId(kept.id) ?? byId(kept.group)?.querySelector(".option[aria-pressed=true], .option");
  if (page.activeElement !== target) target?.focus({ preventScroll: true });
  if (typeof kept.from === "number" && target?.setSelectionRange) target.setSelectionRange(kept.from, kept.to);
  if (!event.detail?.boosted) scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  conflict?.scrollIntoView({ block: "nearest", behavior: "instant" });
  kept = null;
});

page.addEventListener("htmx:beforeRequest", () => saving("saving"));
page.addEventListener("htmx:afterRequest", (event) => {
  const well = event.detail.successful;
  saving(well ? "saved" : "failed");
  if (!well) say(page.querySelector(".save-state")?.textContent ?? "");
});

// Within a choice the arrows move, Home and End leap; Tab goes to the next choice. Enter or Space chooses.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
function rove(root) {
  for (const row of root.querySelectorAll(".options")) {
    const options = [...row.querySelectorAll(".option")];
    const home = options.find((o) => o === page.activeElement) ?? options.find((o) => o.ariaPressed === "true") ?? options[0];
    for (const option of options) option.tabIndex = option === home ? 0 : -1;
  }
}
page.addEventListener("keydown", (event) => {
  const option = event.target.closest?.(".option");
  if (!option || event.altKey || event.ctrlKey || event.metaKey) return;
  const options = [...option.closest(".options").querySelectorAll(".option")];
  const step = STEPS[event.key];
  const goal = step ? options[(options.indexOf(option) + step + options.length) % options.length]
    : event.key === "Home" ? options[0] : event.key === "End" ? options.at(-1) : null;
  if (!goal) return;
  event.preventDefault();
  option.tabIndex = -1;
  goal.tabIndex = 0;
  goal.focus();
});

// A field sends itself after a pause in typing, through its own form, so that plain HTML and htmx do the same.
const pauses = new WeakMap();
page.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-autosend]");
  if (!form) return;
  saving("saving");
  clearTimeout(pauses.get(form));
  pauses.set(form, setTimeout(() => form.isConnected && form.checkValidity() && form.requestSubmit(), 600));
});

// Escape folds the price lines away and gives the focus back.
page.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && page.querySelector(".foot__lines[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

rove(page);
