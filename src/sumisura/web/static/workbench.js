// A file may be dropped anywhere, the link copied with one tap, a line of the text found. Every page works without this file.
const page = document;
const byId = (id) => page.getElementById(id);
const [drop, file, form] = [byId("drop"), byId("file"), page.querySelector(".works__form")];

let depth = 0; // a drag enters and leaves every element on its way
const holdsFile = (event) => event.dataTransfer?.types.includes("Files");
function over(on) {
  depth = Math.max(0, depth + (on ? 1 : -1));
  if (drop) drop.dataset.over = depth ? "yes" : "no";
}
if (form) {
  page.addEventListener("dragenter", (event) => holdsFile(event) && over(true));
  page.addEventListener("dragleave", (event) => holdsFile(event) && over(false));
  page.addEventListener("dragover", (event) => holdsFile(event) && event.preventDefault());
  page.addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth = 1;
    over(false);
    file.files = event.dataTransfer.files;
    form.requestSubmit(byId("bring"));
  });
  file.addEventListener("change", () => file.files.length && form.requestSubmit(byId("bring")));
  form.addEventListener("submit", () => {
    byId("wait").textContent = "Reading, compiling, checking…";
  });
}

byId("wrong")?.focus();
for (const link of page.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const text = byId("text");
    event.preventDefault();
    text.closest("details").open = true;
    const before = text.value.split("\n").slice(0, Number(link.dataset.line) - 1);
    const from = before.reduce((sum, line) => sum + line.length + 1, 0);
    const to = text.value.indexOf("\n", from);
    text.focus();
    text.setSelectionRange(from, to < 0 ? text.value.length : to);
    text.scrollTop = (Number(link.dataset.line) - 4) * Number.parseFloat(getComputedStyle(text).lineHeight);
  });
}

const copy = byId("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(byId("link").value);
    copy.textContent = "Copied";
  });
}
