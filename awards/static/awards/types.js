/* Requirements as rows: add one, and show of each only the fields that its check has. */
const list = document.querySelector("[data-requirements]");
const template = document.querySelector("[data-requirement-template]");
const total = document.getElementById("id_requirements-TOTAL_FORMS");

function tidy(row) {
  const check = row.querySelector("select[name$='-check']").value;
  for (const part of row.querySelectorAll("[data-for-checks]")) {
    part.hidden = !part.dataset.forChecks.split(" ").includes(check);
  }
}

function add() {
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  list.append(row);
  total.value = String(Number(total.value) + 1);
  tidy(row);
  row.querySelector("select").focus();
}

for (const row of list.querySelectorAll("[data-requirement]")) tidy(row);
list.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-check")) tidy(event.target.closest("[data-requirement]"));
});
document.querySelector("[data-add-requirement]").addEventListener("click", add);

/* The numbers of the quota that is chosen */
const quota = document.getElementById("id_quota_kind");

function tidyQuota() {
  for (const part of document.querySelectorAll("[data-for-quota]")) {
    part.hidden = !part.dataset.forQuota.split(" ").includes(quota.value);
  }
}

quota.addEventListener("change", tidyQuota);
tidyQuota();
