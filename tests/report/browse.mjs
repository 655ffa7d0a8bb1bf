// SPDX-License-Identifier: Apache-2.0
//
// Opens a report as readers do and asserts what they may rely on: node browse.mjs REPORT OUT. With charts, without
// scripts, light and dark, phone and desktop, on paper. Pictures go to OUT; the last line is 'N passed, N failed'.
import assert from "node:assert/strict";
import { readFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, out] = process.argv.slice(2).map((path) => resolve(path));
const url = pathToFileURL(report).href;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const html = await readFile(report, "utf8");
const withCharts = html.includes('id="data"');
const whole = html.includes('id="whom"'); // else of a run without a twin or a sanction, where most has nothing to show
const phone = { width: 360, height: 740 }, desktop = { width: 1280, height: 900 };

await mkdir(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox"],
});
let passed = 0, failed = 0;

async function check(name, options, test) {
  // bypassCSP lets axe in; where the policy itself is on trial it stays off
  const context = await browser.newContext({ viewport: desktop, offline: true, ...options });
  const page = await context.newPage();
  const said = [], asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => asked.push(request.url()));
  try {
    await page.goto(url, { waitUntil: "load" });
    await test(page);
    assert.deepEqual(said, [], "the console says something");
    assert.deepEqual(asked, [url], "something else was asked for");
    console.log(`ok   ${name}`);
    passed += 1;
  } catch (error) {
    console.log(`FAIL ${name}\n     ${String(error.message).split("\n").slice(0, 30).map((line) => line.slice(0, 400)).join("\n     ")}`);
    failed += 1;
  } finally {
    await context.close();
  }
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join("; ")}`), []);
  assert.ok(passes.length > 15, "axe looked at next to nothing");
}

const marks = (page) => page.$$eval(".plot", (places) => places.map((place) => ({
  visible: place.clientHeight > 60 && !place.hidden,
  label: place.getAttribute("aria-label"),
  marks: place.querySelectorAll("svg path, svg rect, svg circle, svg line").length,
})));

if (withCharts) {
  await check("every chart has marks, a label and a closed table", {}, async (page) => {
    const charts = await marks(page);
    assert.ok(charts.length >= (whole ? 8 : 1), `${charts.length} charts`);
    for (const chart of charts) {
      assert.ok(chart.visible && chart.marks > 4 && chart.label.length > 20, JSON.stringify(chart));
    }
    assert.equal(await page.locator("figure.charted details[open]").count(), 0);
    await page.screenshot({ path: `${out}/desktop-first.png` });
    await page.screenshot({ path: `${out}/desktop.png`, fullPage: true });
  });

  await check("the charts' numbers are the tables' numbers", {}, async (page) => {
    const wrong = await page.evaluate(() => {
      const { charts } = JSON.parse(document.getElementById("data").textContent);
      return [...document.querySelectorAll("[data-chart]")].filter((place) => {
        const chart = charts[Number(place.dataset.chart)];
        const rows = place.closest("figure").querySelectorAll("tbody tr").length;
        const wanted = chart.months?.length ?? (chart.kind === "causes" ? 5 : chart.rows.length);
        return rows !== wanted;
      }).length;
    });
    assert.equal(wrong, 0);
  });

  await check("charts follow the width of the window", {}, async (page) => {
    await page.setViewportSize(phone);
    await page.waitForTimeout(300);
    const widths = await page.$$eval(".plot svg", (all) => all.map((svg) => svg.getBoundingClientRect().right));
    assert.ok(Math.max(...widths) <= phone.width, `a chart ends at ${Math.max(...widths)}`);
  });
}

for (const [name, viewport] of Object.entries({ phone, desktop })) {
  for (const colorScheme of ["light", "dark"]) {
    await check(`axe finds nothing: ${name}, ${colorScheme}`, { viewport, colorScheme, bypassCSP: true }, async (page) => {
      await accessible(page);
      for (const details of await page.$$("details")) await details.evaluate((node) => { node.open = true; });
      await accessible(page);
    });
  }
}

await check("no page wider than the phone", { viewport: phone, isMobile: true }, async (page) => {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= phone.width, `${width} pixels`);
  await page.screenshot({ path: `${out}/phone-first.png` });
  await page.screenshot({ path: `${out}/phone.png`, fullPage: true });
});

await check("in the dark", { colorScheme: "dark" }, async (page) => {
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(paper, "rgb(253, 252, 249)");
  await page.screenshot({ path: `${out}/dark.png`, fullPage: true });
});

await check("without scripts the tables stand open", { javaScriptEnabled: false }, async (page) => {
  assert.equal(await page.locator(".plot:visible").count(), 0);
  assert.ok((await page.locator("figure table:visible").count()) >= (whole ? 8 : 1));
  assert.ok((await page.locator("tbody td:visible").count()) > 20);
  await page.screenshot({ path: `${out}/no-script.png`, fullPage: true });
});

await check("headings in order, one of the first level", {}, async (page) => {
  const levels = await page.$$eval("h1, h2, h3, h4, h5, h6", (all) => all.map((node) => Number(node.tagName[1])));
  assert.equal(levels.filter((level) => level === 1).length, 1);
  levels.forEach((level, i) => assert.ok(i === 0 ? level === 1 : level <= levels[i - 1] + 1, `heading ${i}`));
});

await check("the boundary is said, and the benefit stands beside the harm", {}, async (page) => {
  const text = await page.innerText("main");
  for (const words of ["Not for decisions on persons", "Not a model of China", "Not a design aid", ...(whole ? ["never netted"] : [])]) {
    assert.ok(text.toLowerCase().includes(words.toLowerCase()), words);
  }
});

await check("the first key press skips to the results", {}, async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.ok((await page.evaluate(() => location.hash)) === "#main");
});

await check("the policy stops what is not the report's own", {}, async (page) => {
  const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(await page.locator("[style]:not(svg [style], svg[style])").count(), 0);
});

await check("on paper", {}, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("nav:visible").count(), 0);
  await page.pdf({ path: `${out}/report.pdf`, format: "A4" });
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
