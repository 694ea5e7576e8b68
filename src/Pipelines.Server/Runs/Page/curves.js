// The curves of the chosen runs, a chart for each metric.

import { Chart } from './chart.js';
import * as choice from './choice.js';
import { smoothed } from './smoothing.js';
import * as store from './store.js';
import { brief, duration, shortId } from './words.js';

const list = document.getElementById('charts');
const smoothing = document.getElementById('smoothing');
const over = document.getElementById('over');
const logarithmic = document.getElementById('logarithmic');
const first = ['train/loss', 'validation/loss', 'validation/bits_per_byte'];
const charts = new Map(); // key → Chart
let shown = []; // [{ run, curves }]
let last = '';

/** Wires what changes how curves are shown. */
export function begin() {
  for (const control of [smoothing, over, logarithmic]) control.addEventListener('input', () => { last = ''; put(); });
}

/** Reads the curves of runs; what is returned shows them. */
export async function load(runs) {
  const found = await Promise.all(runs.map(async run => ({ run, curves: await store.curves(run.id) })));
  return () => {
    const same = found.length === shown.length && found.every(({ run, curves }, i) => run.id === shown[i].run.id && curves === shown[i].curves);
    shown = found;
    if (!same) last = '';
    put();
  };
}

function put() {
  const settings = `${smoothing.value} ${over.value} ${logarithmic.checked}`;
  if (settings === last) return;
  last = settings;
  const weight = Number(smoothing.value);
  smoothing.nextElementSibling.textContent = weight.toFixed(2);
  const keys = [...new Set(shown.flatMap(({ curves }) => Object.keys(curves).filter(key => curves[key].length > 1)))].sort(order);
  for (const [key, { element }] of charts) {
    if (keys.includes(key)) continue;
    element.remove();
    charts.delete(key);
  }
  keys.forEach((key, i) => {
    if (!charts.has(key)) charts.set(key, new Chart(key));
    const chart = charts.get(key);
    if (list.children[i] !== chart.element) list.insertBefore(chart.element, list.children[i] ?? null);
    chart.show(series(key, weight), {
      logarithmic: logarithmic.checked,
      words: over.value === 'time' ? duration : step => Math.round(step).toLocaleString('en'),
      axis: over.value === 'time' ? duration : brief,
    });
  });
}

function series(key, weight) {
  return shown.filter(({ curves }) => curves[key]?.length).map(({ run, curves }) => {
    const points = curves[key].map(([step, value, time]) => [over.value === 'time' ? time - run.started : step, Number(value)]);
    return {
      name: `${run.name} ${shortId(run.id)}`,
      slot: choice.slot(run.id),
      points,
      smooth: weight > 0 ? smoothed(points, weight) : null,
    };
  });
}

const order = (a, b) => rank(a) - rank(b) || a.localeCompare(b);
const rank = key => first.includes(key) ? first.indexOf(key) : first.length;
