// What was swapped in is spoken, its key is passed on, and the focus goes on from there. Every page works without this file.
const page = document;
const news = page.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
page.body.append(news);

// htmx gives the focus back to the same control where it stands again; else it goes to what took its place.
let at = null;
page.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  at = { id: target.id, before: target.previousElementSibling, within: target.parentElement };
});
page.addEventListener("htmx:afterSettle", () => {
  if (!at) return;
  const swapped = at.id ? page.getElementById(at.id) : (at.before?.nextElementSibling ?? at.within?.firstElementChild);
  at = null;
  if (!swapped) return;
  // A visitor's first form gives them a new key: those forms that stayed have to know it.
  const key = swapped.querySelector("input[name=csrf]")?.value;
  if (key) for (const one of page.querySelectorAll("input[name=csrf]")) one.value = key;
  news.textContent = swapped.dataset.news ?? `Changed. ${swapped.querySelector("h1, h2, h3")?.textContent ?? ""}`.trim();
  if (page.activeElement !== page.body) return;
  const goal = swapped.matches("[tabindex]") ? swapped : swapped.querySelector("button, a");
  goal?.focus({ preventScroll: true });
});

// An answer that never came is said where one pressed.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  page.addEventListener(failure, () => { news.textContent = "Not saved. Try again."; });
}
