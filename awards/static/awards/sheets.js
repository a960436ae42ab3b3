/* Score sheets save each cell as it is typed. Without this script the form sends all cells at once. */
import { Cells } from "../ui/cells.js";

const form = document.querySelector("[data-cells]");
const baseOf = (field) => form.elements[field.name.replace("cell:", "base:")];
const isCell = (field) => field.name?.startsWith("cell:");

function partsOf(field) {
  const [uid, column] = field.name.split(":").slice(1);
  return { uid, column, base: baseOf(field).value };
}

const cells = new Cells({
  root: form,
  state: document.querySelector("[data-cells-state]"),
  url: form.action,
  storage: "score-cells",
  partsOf,
  fieldOf: (uid, column) => form.elements[`cell:${uid}:${column}`],
  setBase: (field, saved) => (baseOf(field).value = saved),
  labelOf: (field) => field.dataset.label || "",
  note(field, message) {
    const place = field.closest("[data-cell-box]")?.querySelector("[data-note]");
    if (place) place.textContent = message;
  },
});

form.addEventListener("input", (event) => {
  if (isCell(event.target)) cells.changed(event.target);
});
form.addEventListener("focusout", (event) => {
  if (isCell(event.target) && cells.isPending(event.target)) cells.save();
});
/* Enter in a number goes down the column, and never hands anything in */
form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.tagName !== "INPUT" || !isCell(field)) return;
  event.preventDefault();
  const all = [...form.querySelectorAll(`input[name^="cell:"][name$=":${partsOf(field).column}"]`)];
  all[all.indexOf(field) + 1]?.focus();
});
form.addEventListener("submit", () => cells.leave());
cells.restore();
