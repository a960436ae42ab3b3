/* Cells that are saved one by one as they are typed. What is not saved yet stays in this browser;
   what a colleague changed in the meantime is shown, never overwritten.
   A page says what it alone knows: `root` (around the cells, with data-key and the words
   data-t-…), `state` (where it is said what is saved), `url`, `storage` (name of what waits here),
   `partsOf(field)` with uid, column and base (the text that was saved last), `fieldOf(uid, column)`,
   `setBase(field, text)`, `note(field, message)`, `labelOf(field)`. */
import { announce, text } from "./app.js";

const TYPING = 900;
const AT_ONCE = 300;
const AFTER_ERROR = 5000;
const AFTER_SILENCE = 15000;

export const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

const keyOf = (uid, column) => `${uid}|${column}`;

export class Cells {
  constructor(page) {
    this.page = page;
    this.words = page.root.dataset;
    this.storage = `${page.storage}:${this.words.key}`;
    this.pending = new Map();
    this.wrong = new Set();
    this.timer = 0;
    this.busy = false;
    window.addEventListener("online", () => this.save());
  }

  isPending(field) {
    const { uid, column } = this.page.partsOf(field);
    return this.pending.has(keyOf(uid, column));
  }

  changed(field) {
    const { uid, column, base } = this.page.partsOf(field);
    const key = keyOf(uid, column);
    this.wrong.delete(key);
    if (field.value === base) this.pending.delete(key);
    else this.pending.set(key, { uid, column, text: field.value, base });
    this.keep();
    this.saveIn(TYPING);
  }

  saveIn(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  /* The form goes as a whole: nothing is left to send or to keep. */
  leave() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.storage);
    delete this.page.root.dataset.busy;
  }

  keep() {
    if (this.pending.size) localStorage.setItem(this.storage, JSON.stringify([...this.pending.values()]));
    else localStorage.removeItem(this.storage);
    if (this.pending.size) this.page.root.dataset.busy = "1";
    else delete this.page.root.dataset.busy;
  }

  say(mark, message) {
    this.page.state.dataset.state = mark;
    this.page.state.textContent = message;
  }

  async save() {
    if (this.busy) return;
    const cells = [...this.pending.values()].filter((edit) => !this.wrong.has(keyOf(edit.uid, edit.column)));
    if (!cells.length) return;
    this.busy = true;
    this.say("saving", text("tSaving"));
    try {
      const answer = await fetch(this.page.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ cells }),
        redirect: "error",
      });
      const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.ok) this.take(data, cells);
      else this.say("failed", data.message || text("tUnsaved"));
      if (answer.status >= 500) this.saveIn(AFTER_ERROR);
    } catch {
      this.say("failed", text("tUnsaved"));
      this.saveIn(AFTER_SILENCE);
    } finally {
      this.busy = false;
    }
  }

  /* The server's answer: which cells are saved, which cannot be read, which somebody else changed */
  take(data, sent) {
    const texts = new Map(sent.map((edit) => [keyOf(edit.uid, edit.column), edit.text]));
    for (const [uid, column, saved] of data.cells) {
      const key = keyOf(uid, column);
      const field = this.page.fieldOf(uid, column);
      const untouched = this.pending.get(key)?.text === texts.get(key);
      if (untouched) this.pending.delete(key);
      else if (this.pending.has(key)) this.pending.get(key).base = saved;
      if (!field) continue;
      this.page.setBase(field, saved);
      if (untouched && document.activeElement !== field) field.value = saved;
      this.note(field, "");
    }
    for (const [uid, column, message] of data.wrong) {
      this.wrong.add(keyOf(uid, column));
      const field = this.page.fieldOf(uid, column);
      if (field) this.note(field, message);
    }
    Object.entries(data.created || {}).forEach(([before, uid]) => this.rename(before, uid));
    data.conflicts.forEach((conflict) => this.showConflict(conflict));
    this.keep();
    const words = data.wrong.length ? this.words.tWrong : text("tSaved", { time: data.saved });
    this.say(data.wrong.length ? "failed" : "saved", words);
    document.body.dispatchEvent(new CustomEvent("cells-saved"));
    if ([...this.pending.keys()].some((key) => !this.wrong.has(key))) this.saveIn(AT_ONCE);
  }

  note(field, message) {
    this.page.note(field, message);
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  /* The server gave a new line its identifier. */
  rename(before, uid) {
    if (!this.page.rename(before, uid)) return;
    for (const edit of [...this.pending.values()]) {
      if (edit.uid !== before) continue;
      this.pending.delete(keyOf(before, edit.column));
      this.pending.set(keyOf(uid, edit.column), { ...edit, uid });
      if (this.wrong.delete(keyOf(before, edit.column))) this.wrong.add(keyOf(uid, edit.column));
    }
  }

  /* Both texts, the person chooses */
  showConflict(conflict) {
    this.pending.delete(keyOf(conflict.uid, conflict.column));
    const field = this.page.fieldOf(conflict.uid, conflict.column);
    const isGone = conflict.removed || !field;
    const label = field ? this.page.labelOf(field) : "";
    const title = conflict.removed
      ? this.words.tRemoved
      : [label, this.words.tConflict].filter(Boolean).join(": ");
    const box = element("div", "problem problem-amber");
    const inner = element("div", "problem-body");
    inner.append(element("p", "problem-title", title), line(this.words.tMine, conflict.mine));
    const choices = element("div", "problem-actions");
    if (isGone) {
      choices.append(button(this.words.tDismiss, () => box.remove()));
    } else {
      inner.append(line(this.words.tTheirs, conflict.theirs));
      this.page.setBase(field, conflict.theirs);
      choices.append(
        button(this.words.tKeepMine, () => this.settle(box, field, conflict.mine)),
        button(this.words.tKeepTheirs, () => this.settle(box, field, conflict.theirs)),
      );
    }
    inner.append(choices);
    box.append(inner);
    const list = document.querySelector("[data-conflicts]");
    list.append(box);
    list.scrollIntoView({ block: "nearest" });
  }

  settle(box, field, value) {
    box.remove();
    field.value = value;
    field.focus();
    this.changed(field);
  }

  /* What an earlier visit could not save is put back and saved now; a page may know a line by
     another identifier than then. */
  restore(nowOf = (uid) => uid) {
    for (const edit of JSON.parse(localStorage.getItem(this.storage) || "[]")) {
      const uid = nowOf(edit.uid);
      const field = this.page.fieldOf(uid, edit.column);
      if (!field || field.value === edit.text) continue;
      field.value = edit.text;
      this.pending.set(keyOf(uid, edit.column), { ...edit, uid });
    }
    this.keep();
    if (this.pending.size) {
      announce(text("tRestored"));
      this.save();
    }
  }
}

function element(tag, css, words = "") {
  const made = document.createElement(tag);
  made.className = css;
  made.textContent = words;
  return made;
}

function line(label, value) {
  const part = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = `${label} `;
  part.append(strong, value || "–");
  return part;
}

function button(label, act) {
  const made = element("button", "btn btn-secondary", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
