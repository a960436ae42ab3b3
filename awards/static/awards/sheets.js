/* Score sheets save each cell as it is typed. What is not saved yet stays in this browser; what a
   colleague changed in the meantime is shown, never overwritten. Without this script the form sends
   all cells at once. */
import { announce, text } from "../ui/app.js";

const form = document.querySelector("[data-cells]");
const state = document.querySelector("[data-cells-state]");
const words = form.dataset;
const storage = `score-cells:${words.key}`;
const token = form.elements.csrfmiddlewaretoken.value;
const pending = new Map();
const wrong = new Set();
let timer = 0;
let busy = false;

const keyOf = (uid, column) => `${uid}|${column}`;
const fieldOf = (uid, column) => form.elements[`cell:${uid}:${column}`];
const baseOf = (field) => form.elements[field.name.replace("cell:", "base:")];
const partsOf = (field) => field.name.split(":").slice(1);

function say(mark, message) {
  state.dataset.state = mark;
  state.textContent = message;
}

function keep() {
  if (pending.size) localStorage.setItem(storage, JSON.stringify([...pending.values()]));
  else localStorage.removeItem(storage);
  if (pending.size) form.dataset.busy = "1";
  else delete form.dataset.busy;
}

function note(field, message) {
  const place = field.closest("[data-cell-box]")?.querySelector("[data-note]");
  if (place) place.textContent = message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function changed(field) {
  const [uid, column] = partsOf(field);
  const base = baseOf(field).value;
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
    const answer = await fetch(form.action, {
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

function take(data, sent) {
  const texts = new Map(sent.map((edit) => [keyOf(edit.uid, edit.column), edit.text]));
  for (const [uid, column, saved] of data.cells) {
    const key = keyOf(uid, column);
    const field = fieldOf(uid, column);
    const untouched = pending.get(key)?.text === texts.get(key);
    if (untouched) pending.delete(key);
    else if (pending.has(key)) pending.get(key).base = saved;
    if (!field) continue;
    baseOf(field).value = saved;
    if (untouched && document.activeElement !== field) field.value = saved;
    note(field, "");
  }
  for (const [uid, column, message] of data.wrong) {
    wrong.add(keyOf(uid, column));
    const field = fieldOf(uid, column);
    if (field) note(field, message);
  }
  data.conflicts.forEach(showConflict);
  keep();
  say(data.wrong.length ? "failed" : "saved", data.wrong.length ? words.tWrong : text("tSaved", { time: data.saved }));
  document.body.dispatchEvent(new CustomEvent("cells-saved"));
  if ([...pending.keys()].some((key) => !wrong.has(key))) timer = setTimeout(save, 300);
}

/* Conflicts: both texts, the person chooses */
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
  pending.delete(keyOf(conflict.uid, conflict.column));
  const field = fieldOf(conflict.uid, conflict.column);
  if (!field) return;
  const box = document.createElement("div");
  box.className = "problem problem-amber";
  const inner = document.createElement("div");
  inner.className = "problem-body";
  const title = document.createElement("p");
  title.className = "problem-title";
  title.textContent = `${field.dataset.label || ""}: ${words.tConflict}`;
  const choices = document.createElement("div");
  choices.className = "problem-actions";
  baseOf(field).value = conflict.theirs;
  choices.append(
    button(words.tKeepMine, () => settle(box, field, conflict.mine)),
    button(words.tKeepTheirs, () => settle(box, field, conflict.theirs)),
  );
  inner.append(title, line(words.tMine, conflict.mine), line(words.tTheirs, conflict.theirs), choices);
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

form.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("cell:")) changed(event.target);
});
form.addEventListener("focusout", (event) => {
  const field = event.target;
  if (field.name?.startsWith("cell:") && pending.has(keyOf(...partsOf(field)))) save();
});
/* Enter in a number goes down the column, and never hands anything in */
form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.tagName !== "INPUT" || !field.name?.startsWith("cell:")) return;
  event.preventDefault();
  const column = partsOf(field)[1];
  const all = [...form.querySelectorAll(`input[name^="cell:"][name$=":${column}"]`)];
  all[all.indexOf(field) + 1]?.focus();
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  localStorage.removeItem(storage);
  delete form.dataset.busy;
});

/* What an earlier visit could not save is put back and saved now */
function restore() {
  for (const edit of JSON.parse(localStorage.getItem(storage) || "[]")) {
    const field = fieldOf(edit.uid, edit.column);
    if (!field || field.value === edit.text) continue;
    field.value = edit.text;
    pending.set(keyOf(edit.uid, edit.column), edit);
  }
  keep();
  if (pending.size) {
    announce(text("tRestored"));
    save();
  }
}
restore();
window.addEventListener("online", save);
