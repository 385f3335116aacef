// What was swapped in is spoken, and the page does not move. Every page works without this file.
const page = document;
const news = page.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
page.body.append(news);

page.addEventListener("htmx:afterSwap", (event) => {
  const told = page.querySelector("[data-news]")?.dataset.news;
  const heading = event.detail.elt?.querySelector?.("h1, h2, h3")?.textContent ?? "";
  news.textContent = told ?? `Changed. ${heading}`.trim();
});

// An answer that never came is said where one pressed.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  page.addEventListener(failure, () => { news.textContent = "Not saved. Try again."; });
}
