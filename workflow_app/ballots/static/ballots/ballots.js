/* The voting sheet in the browser: counting, filling in, and losing nothing. It works without. */
const sheet = document.querySelector("[data-sheet-form]");

function groups() {
  const names = new Set();
  sheet.querySelectorAll('input[type="radio"]').forEach((radio) => names.add(radio.name));
  return [...names];
}

const chosen = (name) => sheet.querySelector(`input[name="${name}"]:checked`);

function count() {
  const place = sheet.querySelector("[data-chosen]");
  place.textContent = place.dataset.text.replace("{number}", groups().filter(chosen).length);
}

function changed() {
  sheet.dispatchEvent(new Event("input", { bubbles: true }));
  count();
}

if (sheet) {
  sheet.addEventListener("change", count);
  sheet.addEventListener("reset", () => setTimeout(count));
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    event.preventDefault();
    for (const name of groups()) {
      if (!chosen(name)) {
        sheet.querySelector(`input[name="${name}"][value="${button.dataset.fill}"]`).checked = true;
      }
    }
    changed();
  });
  count();
  sheet.querySelectorAll("details textarea").forEach((field) => {
    if (field.value) field.closest("details").open = true;
  });
  // What the server wrote back ("change something") is not handed in yet: keep it too.
  if (groups().some(chosen)) sheet.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Kept choices stay until the sheet is received: sending the sheet to be read again ends nothing */
let held = null;
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const key = form.matches("[data-sheet-form]") ? `keep:${form.dataset.keep}` : "";
    held = key && localStorage.getItem(key) ? [key, localStorage.getItem(key)] : null;
  },
  true,
);
window.addEventListener("submit", () => held && localStorage.setItem(...held));

const received = document.querySelector("[data-forget]");
if (received) localStorage.removeItem(`keep:${received.dataset.forget}`);

/* Handing in over a bad connection: say so and stay here, instead of the browser's error page */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-send]") || button?.value !== "hand_in") return;
  event.preventDefault();
  const failed = form.querySelector("[data-send-failed]");
  const data = new FormData(form, button);
  failed.hidden = true;
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      redirect: "manual",
      signal: AbortSignal.timeout(20000),
    });
    if (answer.type === "opaqueredirect") return location.assign(form.action);
    const step = document.createElement("input");
    step.type = "hidden";
    step.name = "step";
    step.value = "hand_in";
    form.append(step);
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    failed.scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
