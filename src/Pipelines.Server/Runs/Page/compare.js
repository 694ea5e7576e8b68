// What the chosen runs came to, what they were given and what is known of them, side by side.

import * as choice from './choice.js';
import { make } from './elements.js';
import * as store from './store.js';
import { duration, moment, number, shortId, time } from './words.js';

const place = document.getElementById('comparison');
const differing = document.getElementById('differing');
const unsaid = ['mlflow.note.content', 'pipelines.process', 'mlflow.runName'];
let shown = []; // details of runs

/** Wires the choice of rows. */
export function begin() {
  differing.addEventListener('change', put);
}

/** Reads runs; what is returned shows them. */
export async function load(runs) {
  const found = await Promise.all(runs.map(run => store.details(run.id)));
  return () => {
    if (found.length === shown.length && found.every((run, i) => run === shown[i])) return;
    shown = found;
    put();
  };
}

function put() {
  differing.disabled = shown.length < 2;
  const groups = [
    ['Results', run => ({ ...Object.fromEntries(Object.entries(run.metrics).map(([key, [, value]]) => [key, number(value)])) })],
    ['Parameters', run => run.params],
    ['Tags', run => Object.fromEntries(Object.entries(run.tags).filter(([key]) => !unsaid.includes(key)))],
    ['Run', run => ({ experiment: run.experiment, status: run.status, started: moment(run.started), time: duration(time(run)), id: run.id })],
  ];
  const scrolled = [place.scrollLeft, place.scrollTop];
  place.replaceChildren(make('table', { class: 'comparison' }, head(), ...groups.map(group)));
  [place.scrollLeft, place.scrollTop] = scrolled;
}

/** A name that may go on in the next line after each of its parts. */
const breakable = name => name.split(/(?<=[/._])/).flatMap((part, i) => i ? [make('wbr'), part] : [part]);

const head = () => make('thead', {}, make('tr', {}, make('td'), ...shown.map(run =>
  make('th', { scope: 'col', class: `run-${choice.slot(run.id)}` }, make('i', { class: 'swatch' }), `${run.name} `, make('span', { class: 'id' }, shortId(run.id))))));

function group([title, read]) {
  const all = shown.map(read);
  const keys = [...new Set(all.flatMap(Object.keys))].sort((a, b) => title === 'Run' ? 0 : a.localeCompare(b));
  const rows = keys.map(key => ({ key, values: all.map(values => values[key]) }))
    .map(row => ({ ...row, differs: row.values.some(value => value !== row.values[0]) }));
  const wanted = rows.filter(({ differs }) => differs || shown.length < 2 || !differing.checked);
  const heading = make('tr', { class: 'group' }, make('th', { colspan: shown.length + 1, scope: 'rowgroup' }, title,
    make('span', { class: 'quiet' }, wanted.length < rows.length ? ` ${rows.length - wanted.length} the same` : '')));
  return make('tbody', {}, heading, ...wanted.map(({ key, values, differs }) =>
    make('tr', { class: differs ? 'differs' : null }, make('th', { scope: 'row' }, ...breakable(key)), ...values.map(value =>
      make('td', { class: value === undefined ? 'quiet' : null }, value ?? '–')))));
}
