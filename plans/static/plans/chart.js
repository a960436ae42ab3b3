/* A bar chart from JSON on the page: <canvas data-chart="id of the script">, in the theme's colours. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function draw(canvas) {
  const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const ink = colour("--ink-2");
  const chart = new window.Chart(canvas, {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: [
        {
          label: canvas.dataset.chartLabel,
          data: data.values,
          backgroundColor: colour("--accent"),
          borderRadius: 3,
        },
      ],
    },
    options: {
      indexAxis: "y",
      maintainAspectRatio: false,
      animation: false,
      font: { family: "Be Vietnam Pro" },
      plugins: { legend: { display: false } },
      scales: {
        x: { ticks: { precision: 0, color: ink }, grid: { color: colour("--line") } },
        y: { ticks: { color: ink, autoSkip: false }, grid: { display: false } },
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
