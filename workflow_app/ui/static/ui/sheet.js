/* A table one can type in like a sheet: <table data-sheet> with one field per cell.
   Enter goes down, Shift+Enter up, Ctrl+arrows walk, paste from Excel fills several cells. */
const body = document.body;

const fieldsOf = (row) =>
  [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")].filter(
    (field) => !field.disabled,
  );
const rowsOf = (table) =>
  [...table.tBodies].flatMap((part) => [...part.rows]).filter((row) => fieldsOf(row).length);

function place(field) {
  const table = field.closest("table[data-sheet]");
  if (!table) return null;
  const rows = rowsOf(table);
  const row = rows.findIndex((item) => item.contains(field));
  return { table, rows, row, column: fieldsOf(rows[row]).indexOf(field) };
}

function go(at, down, right) {
  let row = at.rows[at.row + down];
  if (!row && down > 0) row = addRow(at.table);
  if (!row) return false;
  const target = fieldsOf(row)[at.column + right];
  if (!target) return false;
  target.focus();
  target.select?.();
  return true;
}

/* A new row is a copy of <template data-sheet-row>, with __n__ replaced (Django formsets). */
function addRow(table) {
  const template = document.getElementById(table.dataset.sheetRow || "");
  const total = document.getElementById(table.dataset.sheetTotal || "");
  if (!template) return null;
  const number = total ? Number(total.value) : rowsOf(table).length;
  const holder = document.createElement("tbody");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.rows[0];
  table.tBodies[0].append(row);
  if (total) total.value = String(number + 1);
  window.htmx?.process(row);
  return row;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sheet-add]");
  if (!button) return;
  const table = document.getElementById(button.dataset.sheetAdd);
  const row = table && addRow(table);
  if (row) fieldsOf(row)[0]?.focus();
});

document.addEventListener("keydown", (event) => {
  const at = place(event.target);
  if (!at) return;
  if (event.key === "Enter" && !event.altKey && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    go(at, event.shiftKey ? -1 : 1, 0);
  } else if (event.ctrlKey && event.key === "ArrowDown") {
    if (go(at, 1, 0)) event.preventDefault();
  } else if (event.ctrlKey && event.key === "ArrowUp") {
    if (go(at, -1, 0)) event.preventDefault();
  }
});

/* Excel puts quotes round cells that hold a line break or a tab. */
function cells(pasted) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const source = pasted.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i += 1) {
    const letter = source[i];
    if (quoted) {
      if (letter === '"' && source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t" || letter === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else cell += letter;
  }
  rows.at(-1).push(cell);
  return rows;
}

function fill(field, value) {
  if (field.tagName === "SELECT") {
    const wanted = value.trim().toLocaleLowerCase();
    const option = [...field.options].find(
      (item) => item.text.trim().toLocaleLowerCase() === wanted || item.value === value.trim(),
    );
    if (!option) return false;
    field.value = option.value;
  } else {
    field.value = value.trim();
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

document.addEventListener("paste", (event) => {
  const at = place(event.target);
  const pasted = event.clipboardData?.getData("text/plain") || "";
  if (!at || !/[\t\n]/.test(pasted.trim())) return;
  event.preventDefault();
  let count = 0;
  cells(pasted).forEach((values, down) => {
    const row = rowsOf(at.table)[at.row + down] || addRow(at.table);
    if (!row) return;
    const fields = fieldsOf(row);
    values.forEach((value, right) => {
      const field = fields[at.column + right];
      if (field && fill(field, value)) count += 1;
    });
  });
  const said = document.querySelector("[data-announcer]");
  if (said) said.textContent = (body.dataset.tPasted || "").replace("{count}", String(count));
});
