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
  // What was put away leaves every other row, and the question about it, too.
  const away = swapped.dataset.away;
  if (away) {
    for (const one of page.querySelectorAll("[data-item]")) if (one.dataset.item === away) (one.closest(".cards > li") ?? one).remove();
    for (const one of page.querySelectorAll("[data-about]")) if (one.dataset.about.split(">").includes(away)) one.remove();
  }
  news.textContent = swapped.dataset.news ?? `Changed. ${swapped.querySelector("h1, h2, h3")?.textContent ?? ""}`.trim();
  if (page.activeElement !== page.body) return;
  const goal = swapped.matches("[tabindex]") ? swapped : swapped.querySelector("button, a");
  goal?.focus({ preventScroll: true });
});

// What could not be done is said where one pressed, in the server's own words: what, where, and the mend.
const words = (answer) => decodeURIComponent(answer?.getResponseHeader("X-Problem") ?? "") || "Not saved. Try again.";
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  page.addEventListener(failure, (event) => {
    const form = event.detail.elt.closest("form") ?? event.detail.elt;
    form.parentElement.querySelector(":scope > .field__error")?.remove();
    const note = page.createElement("p");
    note.className = "field__error";
    note.setAttribute("role", "alert");
    note.textContent = words(event.detail.xhr);
    form.after(note);
  });
}
