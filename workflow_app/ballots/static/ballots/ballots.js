/* The voting sheet in the browser: counting, filling in, and losing nothing. It works without. */
const sheet = document.querySelector("[data-sheet-form]");

const radios = () => [...sheet.querySelectorAll('input[type="radio"]')];
const groups = () => [...new Set(radios().map((radio) => radio.name))];
const chosen = (name) => sheet.querySelector(`input[name="${name}"]:checked`);
const together = () => Boolean(chosen("group")?.value);
const settled = (name) => {
  const radio = chosen(name);
  return Boolean(radio) && (radio.value !== "" || together());
};

function count() {
  const place = sheet.querySelector("[data-chosen]");
  const number = groups().filter((name) => name !== "group" && settled(name)).length;
  const text = place.dataset.text.replace("{number}", number);
  if (place.textContent !== text) place.textContent = text;
}

/* What is chosen in a secret ballot stays in the page: no storage of this device ever gets it */
function touched() {
  if (sheet.matches("[data-secret]")) sheet.dataset.dirty = "1";
}

function changed() {
  sheet.dispatchEvent(new Event("input", { bubbles: true }));
  count();
}

if (sheet) {
  sheet.addEventListener("change", count);
  sheet.addEventListener("input", touched);
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
  for (const apart of sheet.querySelectorAll(".vote-apart")) {
    if (apart.querySelector('input:checked:not([value=""])')) apart.open = true;
  }
  // What the server wrote back ("change something") is not handed in yet: keep it too.
  if (groups().some(settled)) sheet.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Kept choices stay until the sheet is received: sending the sheet to be read again ends nothing */
let held = null;
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const key = form.matches("[data-sheet-form]") && form.dataset.keep ? `keep:${form.dataset.keep}` : "";
    held = key && localStorage.getItem(key) ? [key, localStorage.getItem(key)] : null;
  },
  true,
);
window.addEventListener("submit", () => held && localStorage.setItem(...held));

const received = document.querySelector("[data-forget]");
if (received?.dataset.forget) localStorage.removeItem(`keep:${received.dataset.forget}`);

/* Over a bad connection: say so and stay here, instead of the browser's error page.
   Handing in is sent in the background first; the same sheet then fetches its receipt. */
function send(form, button) {
  const options = { redirect: "manual", signal: AbortSignal.timeout(20000) };
  if (button.value !== "hand_in") return fetch(form.action, { ...options, method: "HEAD" });
  return fetch(form.action, { ...options, method: "POST", body: new FormData(form, button) });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-send]") || !button || button.value === "fill") return;
  event.preventDefault();
  const failed = form.querySelector("[data-send-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const answer = await send(form, button);
    const isReceived = button.value === "hand_in" && answer.type === "opaqueredirect";
    if (isReceived) return location.assign(form.action);
    const step = document.createElement("input");
    step.type = "hidden";
    step.name = "step";
    step.value = button.value;
    form.append(step);
    form.dataset.dirty = "";
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    if (form.matches("[data-secret][data-sheet-form]")) form.dataset.dirty = "1";
    failed.scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
