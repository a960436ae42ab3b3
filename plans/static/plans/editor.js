/* The plan's sheet saves each cell as it is typed; lines are added and moved. */
import { announce, text } from "../ui/app.js";
import { Cells, token } from "../ui/cells.js";

const editor = document.querySelector("[data-editor]");

const cells = new Cells({
  root: editor,
  state: document.querySelector("[data-editor-state]"),
  url: editor.dataset.url,
  storage: "plan-cells",
  rename,
  partsOf: (field) => ({ uid: field.dataset.uid, column: field.dataset.cell, base: field.dataset.base }),
  fieldOf: (uid, column) => editor.querySelector(`[data-uid="${CSS.escape(uid)}"][data-cell="${column}"]`),
  setBase: (field, saved) => (field.dataset.base = saved),
  labelOf: (field) => field.getAttribute("aria-label") || "",
  note(field, message) {
    const cell = field.closest("td");
    cell?.classList.toggle("cell-wrong", Boolean(message));
    const place = cell?.querySelector("[data-note-of]");
    if (place) place.textContent = message;
  },
});

/* A new line gets its identifier here: sent again because an answer was lost, it stays one line. */
const isUnnamed = (uid) => /^new-\d+$/.test(uid);
function christen(row, uid) {
  row.id = `line-${uid}`;
  row.dataset.line = uid;
  row.querySelectorAll("[data-uid]").forEach((field) => (field.dataset.uid = uid));
  row.querySelector("[data-check]").value = uid;
}
function chosenUid() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(6))];
  return `new-${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
function rename(before, uid) {
  const row = document.getElementById(`line-${before}`);
  if (!row) return false;
  christen(row, uid);
  const link = row.querySelector("[data-line-link]");
  link.href = link.dataset.lineLink.replace("__uid__", uid);
  return true;
}

/* Typing, moving rows, leaving */
editor.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset.cell) return;
  if (isUnnamed(field.dataset.uid)) christen(field.closest("tr"), chosenUid());
  cells.changed(field);
});
editor.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.dataset?.cell) return;
  if (cells.isPending(field)) cells.save();
  else if (field.tagName !== "SELECT" && !field.closest(".cell-wrong")) field.value = field.dataset.base;
});
editor.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-move]");
  if (mover) move(mover);
});

async function move(mover) {
  const row = mover.closest("tr");
  const up = mover.dataset.move === "-1";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  mover.focus();
  const data = new FormData();
  row.parentElement.querySelectorAll("tr[data-line]").forEach((item) => {
    if (!item.dataset.line.startsWith("new")) data.append("uids", item.dataset.line);
  });
  const answer = await fetch(editor.dataset.orderUrl, {
    method: "POST",
    body: data,
    headers: { "X-CSRFToken": token },
  }).catch(() => null);
  if (answer?.ok) document.body.dispatchEvent(new CustomEvent("cells-saved"));
  else announce(text("tFailed"));
}

/* Problems of the margin are marked at their cells */
function mark() {
  editor.querySelectorAll(".cell-warned").forEach((cell) => cell.classList.remove("cell-warned"));
  document.querySelectorAll("[data-problem]").forEach((problem) => {
    const name = { when_words: "when", focus_words: "focus_area" }[problem.dataset.column];
    const row = document.getElementById(`line-${problem.dataset.lineUid}`);
    row?.querySelector(`[data-column="${name || problem.dataset.column}"]`)?.classList.add("cell-warned");
  });
}
document.body.addEventListener("htmx:afterSettle", mark);
mark();

/* The new line of an earlier visit: it was saved and only the answer was lost, or it is added again */
const fresh = {};
function lineOf(kept) {
  const saved = kept.slice("new-".length);
  if (document.getElementById(`line-${saved}`)) return saved;
  document.querySelector('[data-sheet-add="plan-sheet"]').click();
  const row = editor.querySelector("#plan-sheet tbody tr:last-child");
  if (!isUnnamed(kept)) christen(row, kept);
  return row.dataset.line;
}
cells.restore((uid) => (uid.startsWith("new") ? (fresh[uid] ??= lineOf(uid)) : uid));
