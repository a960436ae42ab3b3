/* Forms that lose nothing: autosave, text kept in the browser, file drop, sheets. */
const body = document.body;
const words = (name, values = {}) =>
  Object.entries(values).reduce(
    (text, [key, value]) => text.replace(`{${key}}`, value),
    body.dataset[name] || "",
  );

/* Errors first: the summary takes the focus when a page comes back with mistakes */
document.querySelector("[data-error-summary]")?.focus();

/* Autosave: <form data-autosave="URL">, the answer is 204 or JSON; says "Saved 14:02" */
const waiting = new WeakMap();

function say(form, state, message) {
  const place = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = message;
}

async function save(form) {
  say(form, "saving", words("tSaving"));
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      redirect: "error",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toTimeString().slice(0, 5);
    say(form, "saved", words("tSaved", { time }));
    form.dataset.dirty = "";
    forget(form);
    form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true }));
  } catch {
    say(form, "failed", words("tUnsaved"));
    form.dataset.dirty = "1";
    keep(form);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form || event.target.closest("form");
  if (!form) return;
  if (form.dataset.autosave) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), 1200));
  }
  if (form.dataset.autosave || form.dataset.keep) {
    form.dataset.dirty = "1";
    keep(form);
  }
});

/* Kept text: <form data-keep="a key of this page and person"> survives a sign-out or lost network */
const keyOf = (form) => `keep:${form.dataset.keep}`;
const keepable = (field) =>
  field.name &&
  !field.closest("[data-unkept]") &&
  !["password", "file", "hidden", "submit", "button"].includes(field.type);

function keep(form) {
  if (!form.dataset.keep) return;
  const kept = {};
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    if (["checkbox", "radio"].includes(field.type)) {
      if (field.checked) (kept[field.name] ||= []).push(field.value);
      else kept[field.name] ||= [];
    } else {
      kept[field.name] = field.value;
    }
  }
  localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), kept }));
}

function forget(form) {
  if (form.dataset.keep) localStorage.removeItem(keyOf(form));
}

function put(form, kept) {
  let differs = false;
  for (const field of form.elements) {
    if (!keepable(field) || !(field.name in kept)) continue;
    const value = kept[field.name];
    if (["checkbox", "radio"].includes(field.type)) {
      const on = value.includes(field.value);
      differs ||= field.checked !== on;
      field.checked = on;
    } else if (field.value !== value) {
      differs = true;
      field.value = value;
    }
  }
  return differs;
}

function restore(form) {
  const stored = localStorage.getItem(keyOf(form));
  if (!stored) return;
  const { at, kept } = JSON.parse(stored);
  if (Date.now() - at > 14 * 24 * 3600 * 1000) return forget(form);
  if (!put(form, kept)) return forget(form);
  form.dataset.dirty = "1";
  const line = document.createElement("div");
  line.className = "restored";
  line.setAttribute("role", "status");
  const span = document.createElement("span");
  span.textContent = words("tRestored");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-ghost";
  button.textContent = words("tDiscard");
  button.addEventListener("click", () => {
    forget(form);
    form.reset();
    form.dataset.dirty = "";
    line.remove();
  });
  line.append(span, button);
  form.prepend(line);
}

document.querySelectorAll("form[data-keep]").forEach(restore);

document.addEventListener("submit", (event) => {
  const form = event.target;
  form.dataset.dirty = "";
  if (form.dataset.keep && navigator.onLine) forget(form);
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector('form[data-dirty="1"], [data-busy="1"]')) event.preventDefault();
});

/* File drop */
function showChosen(input) {
  const place = input.closest("[data-drop]")?.querySelector("[data-drop-chosen]");
  if (place) place.textContent = [...input.files].map((file) => file.name).join(", ");
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-drop] input[type=file]")) showChosen(event.target);
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const area = event.target.closest?.("[data-drop]");
    if (area) area.classList.toggle("drop-over", name === "dragenter" || name === "dragover");
  });
}
