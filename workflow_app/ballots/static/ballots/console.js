/* The console of chair and secretary: order by drag and arrow keys, find a name. It works without. */
const agenda = () => document.querySelector("#agenda[data-order]");
let dragged = null;
let focusOn = "";

const rows = () => [...agenda().querySelectorAll("tr[data-item]")];

/* One change after the other: the order that is sent last is the one that is drawn last */
let sending = Promise.resolve();
function send() {
  const place = agenda();
  const order = rows().map((row) => row.dataset.item);
  sending = sending.then(() =>
    window.htmx.ajax("POST", place.dataset.order, {
      target: "#agenda",
      swap: "outerHTML",
      values: { order },
    }),
  );
}

function prepare() {
  if (!agenda()) return;
  agenda()
    .querySelectorAll("[data-handle]")
    .forEach((handle) => (handle.hidden = false));
  if (!focusOn) return;
  document.querySelector(`tr[data-item="${focusOn}"] [data-handle]`)?.focus();
  focusOn = "";
}

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const row = handle.closest("tr");
  const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (event.key === "ArrowUp") other.before(row);
  else other.after(row);
  focusOn = row.dataset.item;
  handle.focus();
  send();
});

document.addEventListener("dragstart", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle) return;
  dragged = handle.closest("tr");
  dragged.classList.add("agenda-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.item);
});

document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.("tr[data-item]");
  if (!dragged || !row) return;
  event.preventDefault();
  const box = row.getBoundingClientRect();
  if (row === dragged) return;
  if (event.clientY < box.top + box.height / 2) row.before(dragged);
  else row.after(dragged);
});

document.addEventListener("drop", (event) => dragged && event.preventDefault());

document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("agenda-dragged");
  focusOn = dragged.dataset.item;
  dragged = null;
  send();
});

document.addEventListener("htmx:afterSwap", prepare);
prepare();

/* On a phone the parts of a session scroll sideways: begin at the one that is open */
document
  .querySelector(".tabs [aria-current]")
  ?.scrollIntoView({ inline: "center", block: "nearest" });

/* Find a name in a long list, with or without marks */
const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("đ", "d");

for (const field of document.querySelectorAll("[data-find]")) {
  field.hidden = false;
  field.addEventListener("input", () => {
    const wanted = fold(field.value);
    for (const row of document.getElementById(field.dataset.find).children) {
      row.hidden = !fold(row.dataset.name).includes(wanted);
    }
  });
}

/* The end of answers is asked for a written consultation alone, a link for a meeting online */
const written = document.querySelector("[data-only-written]");
const online = document.querySelector("[data-only-online]");
if (written && online) {
  const show = () => {
    const mode = document.querySelector("input[name=mode]:checked")?.value;
    written.hidden = mode !== "written";
    online.hidden = mode !== "online" && mode !== "hybrid";
  };
  document.addEventListener("change", (event) => event.target.name === "mode" && show());
  show();
}
