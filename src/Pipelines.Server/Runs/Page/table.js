// The table of runs: filtered, sorted, chosen from.

import * as choice from './choice.js';
import { make } from './elements.js';
import { matcher } from './filter.js';
import { duration, moment, number, shortId, time } from './words.js';

const table = document.getElementById('runs');
const body = table.tBodies[0];
const filter = document.getElementById('filter');
const metric = document.getElementById('metric');
const preferred = ['validation/loss', 'validation/bits_per_byte', 'train/loss'];
const rows = new Map(); // id → { run, row }
const order = { by: 'started', descending: true };
const values = { name: run => run.name, started: run => run.started, time, metric: run => latest(run) };
let all = [];
let newest = false; // whether there are older runs than these

/** Wires the filter, the headings and the rows. */
export function begin() {
  filter.addEventListener('input', arrange);
  metric.addEventListener('change', () => { rows.clear(); arrange(); });
  table.tHead.addEventListener('click', ({ target }) => {
    const by = target.closest('[data-sort]')?.dataset.sort;
    if (!by) return;
    order.descending = by === order.by ? !order.descending : by === 'started' || by === 'time';
    order.by = by;
    arrange();
  });
  body.addEventListener('click', ({ target }) => {
    const id = target.closest('tr')?.dataset.id;
    if (!id || target.closest('.choose')) return;
    choice.choose([id]);
  });
  body.addEventListener('change', ({ target }) => choice.toggle(target.closest('tr').dataset.id));
}

/** Shows these runs; says that they are the newest where there are older ones. */
export function show(runs, older) {
  all = runs;
  newest = older;
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.metrics)))].sort();
  if (keys.join() !== [...metric.options].map(option => option.value).join()) {
    const before = metric.value || preferred.find(key => keys.includes(key)) || keys[0];
    metric.replaceChildren(...keys.map(key => make('option', { value: key, selected: key === before }, key)));
  }
  arrange();
}

/** Shows for how long runs have gone on. */
export function tick() {
  for (const { run, row } of rows.values()) if (!run.ended) row.cells[3].textContent = duration(time(run));
}

/** Shows which runs are chosen. */
export function mark() {
  for (const [id, { row }] of rows) {
    const slot = choice.slot(id);
    row.className = slot === undefined ? '' : `chosen run-${slot}`;
    row.querySelector('input').checked = slot !== undefined;
  }
}

function arrange() {
  const shown = all.filter(matcher(filter.value)).sort(compare);
  const elements = shown.map(row);
  if (elements.some((element, i) => body.children[i] !== element) || body.children.length !== elements.length) body.replaceChildren(...elements);
  for (const heading of table.tHead.querySelectorAll('[data-sort]')) {
    const sorted = heading.dataset.sort === order.by ? (order.descending ? 'descending' : 'ascending') : 'none';
    heading.closest('th').setAttribute('aria-sort', sorted);
  }
  const runs = `${all.length.toLocaleString('en')} ${newest ? 'newest runs' : all.length === 1 ? 'run' : 'runs'}`;
  document.getElementById('count').textContent = shown.length === all.length ? runs : `${shown.length.toLocaleString('en')} of ${runs}`;
  document.getElementById('none').hidden = shown.length > 0;
  document.getElementById('none').textContent = all.length ? 'No run is like that.' : 'There are no runs yet; they appear here when they begin.';
  mark();
}

/** The row of a run, which stays while nothing of it changes. */
function row(run) {
  const before = rows.get(run.id);
  if (before?.run === run) return before.row;
  const element = before?.row ?? make('tr', { 'data-id': run.id });
  const { 'pipelines.result': result, 'pipelines.error': error } = run.tags;
  const told = (error ?? result ?? '').split('\n')[0];
  const label = make('label', {}, make('input', { type: 'checkbox' }), make('span', { class: 'unseen' }, `Choose ${run.name} ${shortId(run.id)}`));
  element.replaceChildren(
    make('td', { class: 'choose' }, label),
    make('td', { class: 'name' },
      make('button', { type: 'button', class: 'open' }, run.name), make('span', { class: `status ${run.status}` }, run.status),
      make('span', { class: 'id' }, shortId(run.id)), told ? make('p', { class: error ? 'told error' : 'told', title: told }, told) : null),
    make('td', { class: 'date' }, moment(run.started)),
    make('td', { class: 'number' }, duration(time(run))),
    make('td', { class: 'number' }, run.metrics[metric.value] ? number(latest(run)) : ''));
  rows.set(run.id, { run, row: element });
  return element;
}

/** Runs without the metric, or whose metric is no number, come last. */
function compare(a, b) {
  const [one, other] = [a, b].map(values[order.by]);
  if (typeof one === 'string') return one.localeCompare(other) * (order.descending ? -1 : 1) || b.started - a.started;
  const missing = Number.isNaN(one) - Number.isNaN(other);
  return missing || (order.descending ? other - one : one - other) || b.started - a.started;
}

const latest = run => Number(run.metrics[metric.value]?.[1] ?? NaN);
