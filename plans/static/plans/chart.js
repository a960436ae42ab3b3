/* A bar chart from JSON on the page: <canvas data-chart="id of the script">, in the theme's colours. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* A long label goes over several lines; Chart.js draws an array as lines. */
function lines(words) {
  const broken = [""];
  words.split(" ").forEach((word) => {
    const last = broken[broken.length - 1];
    if (last && last.length + word.length > 23) broken.push(word);
    else broken[broken.length - 1] = last ? `${last} ${word}` : word;
  });
  return broken;
}

function draw(canvas) {
  const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const ink = colour("--ink-2");
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  canvas.parentElement.dataset.rows = data.labels.length > 8 ? "many" : "few";
  const chart = new window.Chart(canvas, {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series.map((part) => ({
        label: part.label,
        data: part.values,
        backgroundColor: colour(part.colour),
        maxBarThickness: 22,
      })),
    },
    options: {
      indexAxis: "y",
      maintainAspectRatio: false,
      animation: false,
      plugins: { legend: { position: "bottom", labels: { color: ink, boxWidth: 14 } } },
      scales: {
        x: { stacked: true, ticks: { precision: 0, color: ink }, grid: { color: colour("--line") } },
        y: {
          stacked: true,
          ticks: { color: ink, autoSkip: false, callback: (value) => lines(data.labels[value]) },
          grid: { display: false },
        },
      },
    },
  });
  return chart;
}

const canvases = [...document.querySelectorAll("canvas[data-chart]")];
let charts = canvases.map(draw);
new MutationObserver(() => {
  charts.forEach((chart) => chart.destroy());
  charts = canvases.map(draw);
}).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
