// Lighthouse's looks at one page: `node look.mjs '{"url": …, "cookies": […], "laptop": false, "times": 5, "reports": FOLDER/NAME}'`.
// Each look has a Chrome and a profile of its own. A renderer that has run the page before makes Lighthouse's debugger, as it
// attaches, go through all code compiled there: 45 ms of processor time that count as the page's, four times over.
import { writeFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";

import * as chromeLauncher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import puppeteer from "puppeteer-core";

const MOST_MS = 120_000;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const SHOWN = { FCP: "first-contentful-paint", LCP: "largest-contentful-paint", SI: "speed-index", TBT: "total-blocking-time", TTI: "interactive" };

const { url, cookies, laptop, times, reports } = JSON.parse(process.argv[2]);

async function look() {
  const chrome = await chromeLauncher.launch({ chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });
  try {
    const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
    await browser.setCookie(...cookies);
    await browser.disconnect();
    const options = { port: chrome.port, logLevel: "error", onlyCategories: CATEGORIES };
    const tooLong = after(MOST_MS, { lhr: { runtimeError: { message: "it took too long" } } });
    return (await Promise.race([lighthouse(url, options, laptop ? desktopConfig : undefined), tooLong])).lhr;
  } finally {
    chrome.kill();
  }
}

const scoresOf = ({ categories }) => Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(100 * categories[name].score)]));

function say(name, seen) {
  const waits = Object.entries(SHOWN).map(([short, audit]) => `${short} ${Math.round(seen.audits[audit].numericValue)} ms`);
  const shift = `CLS ${seen.audits["cumulative-layout-shift"].numericValue.toFixed(3)}`;
  console.error(name, Object.values(scoresOf(seen)).join("/"), ...waits, shift, `(machine ${Math.round(seen.environment.benchmarkIndex)})`);
}

const runs = [];
for (let left = 2 * times; runs.length < times; left--) {
  const seen = await look();
  if (seen.runtimeError) {
    console.error(`  a look that Lighthouse could not record: ${seen.runtimeError.message}`);
    if (left <= 1) process.exit(1);
    continue;
  }
  runs.push(seen);
  writeFileSync(`${reports}-${runs.length}.json`, JSON.stringify(seen));
  say(`  look ${runs.length}:`, seen);
}
const median = computeMedianRun(runs);
say("  median run:", median);
console.log(JSON.stringify(scoresOf(median)));
process.exit(0); // a look that took too long may still wait for its browser
