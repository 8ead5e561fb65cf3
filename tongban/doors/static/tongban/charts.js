// A chart of the table beside it: what the server drew is replaced by one that can be pointed at.
// Without this file, or without the library, the drawing and the table stay.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.echarts || matchMedia("print").matches) return;
  const tone = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  for (const figure of document.querySelectorAll("figure.chart")) {
    const rows = [...figure.querySelectorAll("tbody tr")].map((row) => ({
      name: row.cells[0].textContent.trim(),
      value: Number(row.querySelector("[data-value]").dataset.value || 0),
      said: row.querySelector("[data-value]").textContent.trim(),
    }));
    const drawing = figure.querySelector("svg");
    if (!rows.length || !drawing) continue;
    const place = document.createElement("div");
    place.setAttribute("aria-hidden", "true");
    const bars = figure.dataset.chart === "bar";
    const shown = bars ? rows.slice(0, 20).reverse() : rows;
    place.style.height = bars ? `${Math.max(90, shown.length * 30 + 40)}px` : "220px";
    drawing.before(place);
    drawing.classList.add("vh");
    const most = figure.dataset.unit === "share" ? 1 : null;
    const names = { type: "category", data: shown.map((one) => one.name), axisLine: { lineStyle: { color: tone("--line-2") } }, axisTick: { show: false }, axisLabel: { color: tone("--ink-2"), width: 118, overflow: "truncate" } };
    const values = { type: "value", max: most, splitLine: { lineStyle: { color: tone("--line") } }, axisLabel: { color: tone("--ink-2"), formatter: (value) => (most ? `${Math.round(value * 100)}%` : value) } };
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit" },
      grid: { left: bars ? 130 : 48, right: 76, top: 16, bottom: 28 },
      tooltip: { trigger: bars ? "item" : "axis", renderMode: "richText", formatter: (at) => { const one = shown[(Array.isArray(at) ? at[0] : at).dataIndex]; return `${one.name}\n${one.said}`; } },
      xAxis: bars ? values : names,
      yAxis: bars ? names : values,
      series: [{ type: bars ? "bar" : "line", data: shown.map((one) => one.value), barWidth: 14, itemStyle: { color: tone("--indigo") }, label: { show: bars, position: "right", color: tone("--ink"), formatter: (at) => shown[at.dataIndex].said } }],
    });
    addEventListener("resize", () => chart.resize());
  }
});
