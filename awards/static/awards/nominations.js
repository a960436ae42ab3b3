/* The citation as the certificate will say it, and how long it is, while one types. */
const fill = (text, values) =>
  Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);

for (const note of document.querySelectorAll("[data-length]")) {
  const field = document.getElementById(note.dataset.for);
  const shown = document.querySelector("[data-certificate] [data-citation]");
  const { most, comfortable } = note.dataset;
  const say = () => {
    const text = field.value.trim();
    const words = text.length > Number(comfortable) ? note.dataset.small : note.dataset.fits;
    note.textContent = text ? fill(words, { length: text.length, most, comfortable }) : "";
    shown.textContent = text || "…";
  };
  field.addEventListener("input", say);
  say();
}
