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
  const said = page.querySelector("#conflict-why, #said .notice")?.textContent ?? "";
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

// Focus returns to the same control, or to the choice it belonged to; the page does not move.
let kept = null;
page.addEventListener("htmx:beforeSwap", () => {
  const at = page.activeElement;
  kept = { id: at?.id, group: at?.closest?.(".group")?.id, x: scrollX, y: scrollY, from: at?.selectionStart, to: at?.selectionEnd };
});
page.addEventListener("htmx:afterSettle", () => {
  rove();
  news.textContent = whatChanged();
  if (!kept) return;
  const wanted = byId(page.querySelector("[data-focus]")?.dataset.focus);
  const target = byId(kept.id) ?? wanted ?? byId(kept.group)?.querySelector(".option[aria-pressed=true], .option");
  if (page.activeElement !== target) target?.focus({ preventScroll: true });
  if (typeof kept.from === "number" && target?.setSelectionRange) target.setSelectionRange(kept.from, kept.to);
  scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  byId("conflict")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  kept = null;
});

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
