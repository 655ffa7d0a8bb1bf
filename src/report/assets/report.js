// SPDX-License-Identifier: Apache-2.0
//
// Draws the charts of a report from the JSON in the page. Every chart has its table already, so without this file
// nothing is lost but the pictures. Styles are set by attribute or by rule, never by text: the page forbids those.
import * as Plot from "@observablehq/plot";

const data = JSON.parse(document.getElementById("data").textContent);
const regime = "var(--regime)", twin = "var(--twin)", soft = "var(--soft)";
const svg = "http://www.w3.org/2000/svg";

const compact = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const tick = (value) => compact.format(value);

// Plot puts a rule for its own class into each picture, which the page has itself, and names the parts of a picture,
// which is one image with one name here.
function drawn(options) {
  const plot = Plot.plot({ style: { fontSize: "12px", fontFamily: "inherit", background: "none" }, ...options });
  for (const style of plot.querySelectorAll("style")) style.remove();
  for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return plot;
}

function element(name, attributes, ...children) {
  const node = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Fills that differ in pattern as well as in colour.
const fills = {
  unlawful: ["#8a857b", []],
  lawful: ["#e69f00", ["M0,8L8,0"]],
  error: ["#d55e00", ["M0,0L8,8", "M0,8L8,0"]],
  association: ["#0072b2", ["M0,4H8"]],
  inherited: ["#009e73", ["M4,0V8"]],
};

function addPatterns() {
  const defs = element("defs", {});
  for (const [name, [color, strokes]] of Object.entries(fills)) {
    defs.append(element("pattern", { id: `fill-${name}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      element("rect", { width: 8, height: 8, fill: color }),
      ...strokes.map((d) => element("path", { d, stroke: "#fff", "stroke-width": 1.5, fill: "none" }))));
  }
  defs.append(element("pattern", { id: "fill-twin", width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    element("rect", { width: 6, height: 6, fill: "var(--paper)" }),
    element("path", { d: "M0,6L6,0M-1,1L1,-1M5,7L7,5", stroke: twin, "stroke-width": 1.5 })));
  document.body.append(element("svg", { class: "defs", "aria-hidden": "true", width: 0, height: 0 }, defs));
}

function series(chart, width) {
  const rows = chart.months.map((month, i) => ({ year: (month + 1) / 12, regime: chart.regime[i], twin: chart.twin[i] }));
  const last = rows[rows.length - 1];
  const hasTwin = rows.some((row) => row.twin !== null);
  return drawn({
    width, height: 230, marginLeft: 58, marginRight: 16, marginTop: 24, marginBottom: 40,
    x: { label: "year of the run", ticks: Math.min(10, Math.ceil(rows.length / 12)), tickFormat: tick },
    y: { label: chart.unit, zero: true, nice: true, grid: true, ticks: 5, tickFormat: tick },
    marks: [
      Plot.ruleY([0], { stroke: soft }),
      hasTwin ? Plot.lineY(rows, { x: "year", y: "twin", stroke: twin, strokeWidth: 2.25, strokeDasharray: "6 4" }) : null,
      Plot.lineY(rows, { x: "year", y: "regime", stroke: regime, strokeWidth: 2.25 }),
      hasTwin ? Plot.dot([last], { x: "year", y: "twin", stroke: twin, fill: "var(--paper)", symbol: "diamond2", r: 6, strokeWidth: 2 }) : null,
      Plot.dot([last], { x: "year", y: "regime", fill: regime, r: 4.5 }),
    ],
  });
}

function levels(chart, width) {
  const wide = Math.max(...chart.rows.map((row) => row.level.length));
  const order = chart.rows.map((row) => row.level);
  const rows = chart.rows.filter((row) => row.mean !== null);
  const twins = rows.filter((row) => row.twin !== null);
  return drawn({
    width, height: 50 + 40 * order.length, marginLeft: Math.min(150, 18 + 7.2 * wide), marginRight: 16,
    marginTop: 10, marginBottom: 40,
    x: { label: chart.unit, domain: chart.domain, grid: true, ticks: Math.max(3, Math.round(width / 110)), tickFormat: tick, nice: true },
    y: { label: null, domain: order },
    marks: [
      Plot.ruleX([0], { stroke: soft }),
      Plot.link(twins, { y1: "level", y2: "level", x1: "twinLo", x2: "twinHi", dy: 7, stroke: twin, strokeWidth: 2 }),
      Plot.dot(twins, { y: "level", x: "twin", dy: 7, stroke: twin, fill: "var(--paper)", symbol: "diamond2", r: 5.5, strokeWidth: 2 }),
      Plot.link(rows, { y1: "level", y2: "level", x1: "lo", x2: "hi", dy: -6, stroke: regime, strokeWidth: 2.5 }),
      Plot.dot(rows, { y: "level", x: "mean", dy: -6, fill: regime, r: 5 }),
    ],
  });
}

function causes(chart, width) {
  return drawn({
    width, height: 60 + 56 * chart.worlds.length, marginLeft: 64, marginRight: 16, marginTop: 8, marginBottom: 40,
    x: { label: chart.unit, grid: true, tickFormat: tick, ticks: 5 },
    y: { label: null, domain: chart.worlds, padding: 0.25 },
    marks: [
      ...Object.keys(fills).map((name) => Plot.barX(chart.rows.filter((row) => row.cause === name),
        { y: "world", x1: "from", x2: "to", fill: `url(#fill-${name})`, stroke: "var(--paper)", strokeWidth: 1.5 })),
      Plot.ruleX([0], { stroke: soft }),
    ],
  });
}

function bins(chart, width) {
  const order = chart.rows.map((row) => row.label);
  const hasTwin = chart.rows.some((row) => row.twin !== null);
  const band = 15;
  const number = { y: "label", textAnchor: "start", dx: 5 };
  return drawn({
    width, height: 56 + (hasTwin ? 2.6 : 1.7) * band * order.length,
    marginLeft: 20 + 7.2 * Math.max(...order.map((label) => label.length)), marginRight: 62, marginTop: 8, marginBottom: 40,
    x: { label: chart.unit, grid: true, zero: true, tickFormat: tick, ticks: Math.max(3, Math.round(width / 130)) },
    y: { label: null, domain: order, padding: 0.2 },
    marks: [
      Plot.barX(chart.rows, { y: "label", x: "people", fill: regime, insetBottom: hasTwin ? band : 0 }),
      Plot.text(chart.rows, { ...number, x: "people", text: (row) => tick(Math.round(row.people)), dy: hasTwin ? -band / 2 : 0 }),
      hasTwin ? [
        Plot.barX(chart.rows, { y: "label", x: "twin", fill: "url(#fill-twin)", stroke: twin, insetTop: band }),
        Plot.text(chart.rows, { ...number, x: "twin", text: (row) => tick(Math.round(row.twin)), dy: band / 2 }),
      ] : null,
      Plot.ruleX([0], { stroke: soft }),
    ],
  });
}

const kinds = { series, levels, causes, bins };

function draw(place) {
  const chart = data.charts[Number(place.dataset.chart)];
  const width = Math.max(280, Math.round(place.clientWidth));
  if (place.dataset.width === String(width)) return;
  place.dataset.width = String(width);
  place.replaceChildren(kinds[chart.kind](chart, width));
}

function start() {
  addPatterns();
  const places = [...document.querySelectorAll("[data-chart]")];
  for (const place of places) {
    const figure = place.closest("figure");
    place.hidden = false;
    figure.classList.add("charted");
    for (const key of figure.querySelectorAll(".key")) key.hidden = false;
    for (const table of figure.querySelectorAll("details")) table.open = false;
    draw(place);
  }
  new ResizeObserver(() => places.forEach(draw)).observe(document.querySelector("main"));
}

start();
