// What HTML and htmx leave open: focus and place survive a swap, news is spoken, arrows move within a choice.
// Every page works without this file.
const page = document;
const byId = (id) => (id ? page.getElementById(id) : null);

// A live region must stand in the page before its words change, so it cannot come with the swapped part.
const news = page.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
page.body.append(news);

function whatChanged() {
  const said = page.querySelector("#conflict-why, #done > div, #said .notice, .group .field__error:not(:empty)")?.textContent ?? "";
  const price = page.querySelector(".foot__price")?.textContent ?? "";
  return `${said} ${price}`.replace(/\s+/g, " ").trim();
}

// The line under the drawing says "saving" while a choice travels; the answer brings its own "saved".
function saving(state) {
  const line = page.querySelector(".save-state");
  if (!line) return;
  line.dataset.state = state;
  const words = line.dataset[`${state}Text`];
  if (words) line.textContent = words;
  if (words && state === "failed") news.textContent = words;
}
page.addEventListener("htmx:beforeRequest", () => saving("saving"));
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  page.addEventListener(failure, () => saving("failed"));
}

// Focus returns to the same control, or to the choice it belonged to; steps stay unfolded; the page does not move,
// unless the answer names what has to be settled first.
let kept = null;
page.addEventListener("htmx:beforeSwap", () => {
  const at = page.activeElement;
  const open = [...page.querySelectorAll(".step--folds[open]")].map((step) => step.id);
  kept = { id: at?.id, group: at?.closest?.(".group")?.id, open, x: scrollX, y: scrollY, from: at?.selectionStart, to: at?.selectionEnd };
});
page.addEventListener("htmx:afterSwap", () => {
  rove();
  watch();
  news.textContent = whatChanged();
  if (!kept) return;
  for (const id of kept.open) byId(id)?.setAttribute("open", "");
  const wanted = byId(page.querySelector("[data-focus]")?.dataset.focus);
  if (wanted) {
    kept = null;
    enter(wanted);
    return;
  }
  const inGroup = byId(kept.group)?.querySelector("#done button, .option[aria-pressed=true], .option");
  const target = byId(kept.id) ?? inGroup ?? page.querySelector("#buy, #next, #undo");
  if (page.activeElement !== target) target?.focus({ preventScroll: true });
  if (typeof kept.from === "number" && target?.setSelectionRange) target.setSelectionRange(kept.from, kept.to);
  scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  byId("conflict")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  kept = null;
});

// A link to a place on the page also takes the focus there, and unfolds what hides it.
function enter(goal) {
  goal.closest("details")?.setAttribute("open", "");
  goal.scrollIntoView({ block: "start" });
  const into = goal.matches("input, main") ? goal : goal.querySelector(".option[tabindex='0'], summary, input:not([type=hidden])");
  into?.focus({ preventScroll: true });
}
page.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  const goal = byId(link?.hash.slice(1));
  if (!goal) return;
  event.preventDefault();
  enter(goal);
});

// The tape shows the step one is looking at.
let eye = null;
function watch() {
  eye?.disconnect();
  eye = new IntersectionObserver(look, { rootMargin: "-45% 0px -54% 0px" });
  for (const step of page.querySelectorAll(".step")) eye.observe(step);
}
function look(seen) {
  const step = seen.find((one) => one.isIntersecting)?.target;
  if (!step) return;
  const steps = [...page.querySelectorAll(".step")];
  for (const [at, link] of [...page.querySelectorAll(".tape a")].entries()) {
    if (steps[at] !== step) {
      link.removeAttribute("aria-current");
      continue;
    }
    link.setAttribute("aria-current", "step");
    const [tape, mark] = [link.closest(".tape"), link.parentElement];
    tape.scrollTo({ left: mark.offsetLeft - (tape.clientWidth - mark.offsetWidth) / 2, behavior: "instant" });
  }
}

// Within a choice the arrows move, Home and End leap; Tab goes to the next choice. Enter or Space chooses.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
function rove() {
  for (const row of page.querySelectorAll(".options")) {
    const options = [...row.querySelectorAll(".option")];
    const home = options.find((o) => o === page.activeElement) ?? options.find((o) => o.ariaPressed === "true") ?? options[0];
    for (const option of options) option.tabIndex = option === home ? 0 : -1;
  }
}
page.addEventListener("keydown", (event) => {
  const option = event.target.closest?.(".option");
  if (!option || event.altKey || event.ctrlKey || event.metaKey) return;
  const options = [...option.closest(".options").querySelectorAll(".option")];
  const beside = options.at((options.indexOf(option) + (STEPS[event.key] ?? 0)) % options.length);
  const goal = { Home: options[0], End: options.at(-1) }[event.key] ?? (event.key in STEPS ? beside : null);
  if (!goal) return;
  event.preventDefault();
  option.tabIndex = -1;
  goal.tabIndex = 0;
  goal.focus();
});

// Escape folds the price lines away and gives the focus back.
page.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && page.querySelector(".foot__lines[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

rove();
watch();
