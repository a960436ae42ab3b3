/* The shell's helpers. No texts here: Django writes them into data attributes of <body>. */
const body = document.body;
const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");

export function text(name, values = {}) {
  let words = body.dataset[name] || "";
  for (const [key, value] of Object.entries(values)) words = words.replace(`{${key}}`, value);
  return words;
}

export function announce(words) {
  const place = document.querySelector("[data-announcer]");
  if (place) place.textContent = words;
  document.querySelector(".toast-line")?.remove();
  const line = document.createElement("div");
  line.className = "toast-line";
  const span = document.createElement("span");
  span.textContent = words;
  line.append(span);
  body.append(line);
  setTimeout(() => line.remove(), 4000);
}

/* Appearance: at once here, and remembered by the server */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const choice = event.submitter.value;
  window.applyTheme(choice);
  const data = new FormData(form);
  data.set("theme", choice);
  fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
  const other = form.querySelector(choice === "dark" ? ".theme-to-light" : ".theme-to-dark");
  if (other) other.focus();
});

/* Dialogs, notes, copying, exact times */
/* On a phone the filters of a list are folded until they are wanted. */
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-filter-toggle]");
  if (!toggle) return;
  const open = toggle.closest("[data-filter-bar]").classList.toggle("is-open");
  toggle.setAttribute("aria-expanded", String(open));
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog && !dialog.open) dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) return closer.closest("dialog").close();
  if (event.target.matches("dialog")) return event.target.close();
  const note = event.target.closest("[data-note-close]");
  if (note) return note.closest("[data-note]").remove();
  const code = event.target.closest("[data-copy]");
  if (code) return copy(code);
  const time = event.target.closest("time[data-exact]");
  if (time && !time.closest("a, button")) swapExact(time);
});

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  announce(text("tCopied"));
  setTimeout(() => button.classList.remove("copied"), 2000);
}

function swapExact(time) {
  const words = time.querySelector("span") || time;
  const shown = words.textContent;
  words.textContent = time.title;
  time.title = shown;
}

/* Keyboard: "/" searches, j and k walk a list, Enter opens, "?" helps */
function typing(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]");
}

function rows() {
  return [...document.querySelectorAll("[data-list] tbody tr, [data-list] [data-row]")].filter(
    (row) => row.querySelector("a[href]"),
  );
}

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("row-chosen"));
  const next = Math.min(all.length - 1, Math.max(0, now + step));
  all.forEach((row) => row.classList.remove("row-chosen"));
  all[next].classList.add("row-chosen");
  const link = all[next].querySelector("a[data-row-link], a[href]");
  link.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest", behavior: reduced.matches ? "instant" : "auto" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const fields = [...document.querySelectorAll("[data-search]")].filter((f) => f.offsetParent);
    const field = fields.find((f) => f.closest("main")) || fields[0];
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  } else if (event.key === "?") {
    document.getElementById("keyboard-help")?.showModal();
  } else if (event.key === "j") {
    walk(1);
  } else if (event.key === "k") {
    walk(-1);
  }
});

/* Select all in a list of what is shown, with a counter for the bar of bulk decisions */
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  const scope = event.target.closest("[data-list], form");
  if (all && scope) {
    scope.querySelectorAll("[data-check]").forEach((box) => (box.checked = all.checked));
  }
  if (!scope) return;
  const chosen = scope.querySelectorAll("[data-check]:checked").length;
  document.querySelectorAll("[data-checked-count]").forEach((place) => (place.textContent = chosen));
  document.querySelectorAll("[data-needs-checked]").forEach((b) => (b.disabled = !chosen));
});

/* The way back to a list leads to where one left it: its filters and its page. */
const back = document.querySelector(".page-back");
if (back && !back.search && document.referrer.split("?")[0] === back.href) back.href = document.referrer;

/* htmx: a failure is said, never swallowed; in an outage the server says what to do */
function failure(event) {
  try {
    return JSON.parse(event.detail.xhr.responseText).message || text("tFailed");
  } catch {
    return text("tFailed");
  }
}
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  body.addEventListener(name, (event) => {
    if (!event.target.closest("[data-autosave]")) announce(failure(event));
  });
}
