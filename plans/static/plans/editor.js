/* The plan's sheet saves each cell as it is typed. What is not saved yet stays in this browser;
   what a colleague changed in the meantime is shown, never overwritten. */
import { announce, text } from "../ui/app.js";

const editor = document.querySelector("[data-editor]");
const state = document.querySelector("[data-editor-state]");
const storage = `plan-cells:${editor.dataset.key}`;
const words = editor.dataset;
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const pending = new Map();
const wrong = new Set();
let timer = 0;
let busy = false;

const keyOf = (uid, column) => `${uid}|${column}`;
const cellOf = (uid, column) =>
  editor.querySelector(`[data-uid="${CSS.escape(uid)}"][data-cell="${column}"]`);

function say(mark, message) {
  state.dataset.state = mark;
  state.textContent = message;
}

function keep() {
  if (pending.size) localStorage.setItem(storage, JSON.stringify([...pending.values()]));
  else localStorage.removeItem(storage);
  if (pending.size) editor.dataset.busy = "1";
  else delete editor.dataset.busy;
}

function note(field, message, css) {
  const cell = field.closest("td");
  if (!cell) return;
  cell.classList.toggle("cell-wrong", css === "cell-wrong");
  const place = cell.querySelector("[data-note-of]");
  if (place) place.textContent = message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

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

function changed(field) {
  if (isUnnamed(field.dataset.uid)) christen(field.closest("tr"), chosenUid());
  const { uid, cell: column, base } = field.dataset;
  const key = keyOf(uid, column);
  wrong.delete(key);
  if (field.value === base) pending.delete(key);
  else pending.set(key, { uid, column, text: field.value, base });
  keep();
  clearTimeout(timer);
  timer = setTimeout(save, 900);
}

async function save() {
  if (busy) return;
  const cells = [...pending.values()].filter((edit) => !wrong.has(keyOf(edit.uid, edit.column)));
  if (!cells.length) return;
  busy = true;
  say("saving", text("tSaving"));
  try {
    const answer = await fetch(editor.dataset.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ cells }),
      redirect: "error",
    });
    const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) take(data, cells);
    else say("failed", data.message || text("tUnsaved"));
    if (answer.status >= 500) timer = setTimeout(save, 5000);
  } catch {
    say("failed", text("tUnsaved"));
    timer = setTimeout(save, 15000);
  } finally {
    busy = false;
  }
}

/* The server's answer: which cells are saved, which cannot be read, which somebody else changed */
function take(data, sent) {
  const texts = new Map(sent.map((edit) => [keyOf(edit.uid, edit.column), edit.text]));
  for (const [uid, column, saved] of data.cells) {
    const key = keyOf(uid, column);
    const field = cellOf(uid, column);
    const untouched = pending.get(key)?.text === texts.get(key);
    if (untouched) pending.delete(key);
    else if (pending.has(key)) pending.get(key).base = saved;
    if (!field) continue;
    field.dataset.base = saved;
    if (untouched && document.activeElement !== field) field.value = saved;
    note(field, "", "");
  }
  for (const [uid, column, message] of data.wrong) {
    wrong.add(keyOf(uid, column));
    const field = cellOf(uid, column);
    if (field) note(field, message, "cell-wrong");
  }
  Object.entries(data.created).forEach(([before, uid]) => rename(before, uid));
  data.conflicts.forEach(showConflict);
  keep();
  say(data.wrong.length ? "failed" : "saved", savedWords(data));
  document.body.dispatchEvent(new CustomEvent("cells-saved"));
  if ([...pending.keys()].some((key) => !wrong.has(key))) timer = setTimeout(save, 300);
}

function savedWords(data) {
  return data.wrong.length ? words.tWrong : text("tSaved", { time: data.saved });
}

function rename(before, uid) {
  const row = document.getElementById(`line-${before}`);
  if (!row) return;
  christen(row, uid);
  const link = row.querySelector("[data-line-link]");
  link.href = link.dataset.lineLink.replace("__uid__", uid);
  for (const edit of [...pending.values()]) {
    if (edit.uid !== before) continue;
    pending.delete(keyOf(before, edit.column));
    pending.set(keyOf(uid, edit.column), { ...edit, uid });
    if (wrong.delete(keyOf(before, edit.column))) wrong.add(keyOf(uid, edit.column));
  }
}

/* Conflicts: both texts side by side, the person chooses */
function line(label, value) {
  const part = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = `${label} `;
  part.append(strong, value || "–");
  return part;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function showConflict(conflict) {
  const key = keyOf(conflict.uid, conflict.column);
  const field = cellOf(conflict.uid, conflict.column);
  pending.delete(key);
  const box = document.createElement("div");
  box.className = "problem problem-amber";
  const inner = document.createElement("div");
  inner.className = "problem-body";
  const title = document.createElement("p");
  title.className = "problem-title";
  const label = field?.getAttribute("aria-label") || "";
  title.textContent = conflict.removed ? words.tRemoved : `${label}: ${words.tConflict}`;
  inner.append(title, line(words.tMine, conflict.mine));
  const choices = document.createElement("div");
  choices.className = "conflict-choices";
  if (conflict.removed || !field) {
    choices.append(button(words.tDismiss, () => box.remove()));
  } else {
    inner.append(line(words.tTheirs, conflict.theirs));
    field.dataset.base = conflict.theirs;
    choices.append(
      button(words.tKeepMine, () => settle(box, field, conflict.mine)),
      button(words.tKeepTheirs, () => settle(box, field, conflict.theirs)),
    );
  }
  inner.append(choices);
  box.append(inner);
  const list = document.querySelector("[data-conflicts]");
  list.append(box);
  list.scrollIntoView({ block: "nearest" });
}

function settle(box, field, value) {
  box.remove();
  field.value = value;
  field.focus();
  changed(field);
}

/* Typing, moving rows, leaving */
editor.addEventListener("input", (event) => {
  if (event.target.dataset.cell) changed(event.target);
});
editor.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.dataset?.cell) return;
  if (pending.has(keyOf(field.dataset.uid, field.dataset.cell))) save();
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
function lineOf(kept) {
  const saved = kept.slice("new-".length);
  if (document.getElementById(`line-${saved}`)) return saved;
  document.querySelector('[data-sheet-add="plan-sheet"]').click();
  const row = editor.querySelector("#plan-sheet tbody tr:last-child");
  if (!isUnnamed(kept)) christen(row, kept);
  return row.dataset.line;
}

/* What an earlier visit could not save is put back and saved now */
function restore() {
  const kept = JSON.parse(localStorage.getItem(storage) || "[]");
  const fresh = {};
  for (const edit of kept) {
    let uid = fresh[edit.uid] || edit.uid;
    if (edit.uid.startsWith("new") && !fresh[edit.uid]) uid = fresh[edit.uid] = lineOf(edit.uid);
    const field = cellOf(uid, edit.column);
    if (!field || field.value === edit.text) continue;
    field.value = edit.text;
    pending.set(keyOf(uid, edit.column), { ...edit, uid });
  }
  keep();
  if (pending.size) {
    announce(text("tRestored"));
    save();
  }
}
restore();
window.addEventListener("online", save);
