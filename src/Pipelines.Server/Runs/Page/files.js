// The files of the chosen runs: reports, tables and pictures are shown, other text as it is, and the rest can be saved.

import { Markdown } from '../page/markdown.js';
import * as choice from './choice.js';
import { make } from './elements.js';
import { rows, rowsOfObjects } from './separated.js';
import * as store from './store.js';
import { number, shortId, size } from './words.js';

const list = document.getElementById('paths');
const place = document.getElementById('file');
const note = 'mlflow.note.content';
const largest = 2 << 20; // bytes of text that are shown
const longest = 1000; // rows of a table that are shown
const pictures = /\.(svg|png|jpe?g|gif|webp)$/i;
const texts = /\.(md|txt|log|jsonl?|ya?ml|csv|tsv|html|xml)$/i;
let open = null; // { id, path }
let shown = []; // details of runs
let version = ''; // of what is on the screen

/** Wires the list. */
export function begin() {
  list.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    open = { id: button.dataset.id, path: button.dataset.path };
    put();
  });
  place.addEventListener('click', ({ target }) => {
    const copy = target.closest('[data-action=copy-code]');
    if (copy) navigator.clipboard.writeText(copy.closest('figure').querySelector('code').textContent);
  });
}

/** Reads runs; what is returned shows their files. */
export async function load(runs) {
  const found = await Promise.all(runs.map(run => store.details(run.id)));
  return () => {
    shown = found;
    put();
  };
}

function put() {
  const entries = shown.flatMap(run => [
    ...(run.tags[note] ? [{ id: run.id, path: note, size: run.tags[note].length, words: 'Note' }] : []),
    ...run.files.map(file => ({ id: run.id, path: file.path, size: file.size, words: file.path })),
  ]);
  const is = entry => entry.id === open?.id && entry.path === open?.path;
  const current = entries.find(is) ?? entries.find(entry => entry.path.endsWith('.md')) ?? entries[0];
  const now = JSON.stringify([entries, current]);
  if (now === version) return;
  version = now;
  list.replaceChildren(...shown.flatMap(run => [
    make('h2', { class: `run-${choice.slot(run.id)}` }, make('i', { class: 'swatch' }), `${run.name} `, make('span', { class: 'id' }, shortId(run.id))),
    make('ul', {}, ...entries.filter(entry => entry.id === run.id).map(entry => make('li', {},
      make('button', { type: 'button', 'data-id': entry.id, 'data-path': entry.path, 'aria-current': entry === current ? 'true' : null },
        make('span', {}, entry.words), make('span', { class: 'quiet' }, size(entry.size)))))),
  ]));
  if (current) display(current);
  else place.replaceChildren(make('p', { class: 'quiet' }, 'These runs have no files.'));
}

async function display({ id, path, size: bytes, words }) {
  const mine = version;
  const address = store.fileAddress(id, path);
  const isNote = path === note;
  const title = make('header', {}, make('h2', {}, words), isNote ? null : make('a', { href: address, download: path.split('/').at(-1) }, 'Save'));
  if (pictures.test(path)) return place.replaceChildren(title, make('img', { src: address, alt: path }));
  if (!isNote && !texts.test(path)) return place.replaceChildren(title, make('p', { class: 'quiet' }, `${size(bytes)} that are no text.`));
  if (bytes > largest) return place.replaceChildren(title, make('p', { class: 'quiet' }, `${size(bytes)} are too much to show here.`));
  try {
    const text = isNote ? shown.find(run => run.id === id).tags[note] : await textAt(address);
    if (mine === version) place.replaceChildren(title, content(isNote ? 'note.md' : path, text));
  } catch (error) {
    if (mine === version) place.replaceChildren(title, make('p', { class: 'error' }, error.message));
  }
}

async function textAt(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The file cannot be read: the server answered with ${response.status}.`);
  return response.text();
}

function content(path, text) {
  const kind = path.split('.').at(-1).toLowerCase();
  if (kind === 'md') {
    const element = make('div', { class: 'text' });
    new Markdown(element).show(text);
    return element;
  }
  if (kind === 'csv' || kind === 'tsv') return table(rows(text, kind === 'csv' ? ',' : '\t'));
  const objects = kind === 'jsonl' ? rowsOfObjects(text) : null;
  if (objects) return table(objects, value => typeof value === 'number');
  return make('pre', { tabindex: 0 }, make('code', {}, kind === 'json' ? indented(text) : text));
}

function table([head = [], ...all], isNumber = text => Number.isFinite(Number(text))) {
  const empty = value => value === undefined || value === '';
  const numeric = head.map((_, i) => all.length > 0 && all.every(row => empty(row[i]) || isNumber(row[i])));
  const cell = (value, i) => make('td', { class: numeric[i] ? 'number' : null }, numeric[i] && !empty(value) ? number(value) : value);
  return make('div', { class: 'data', tabindex: 0 }, make('table', {},
    make('thead', {}, make('tr', {}, ...head.map((text, i) => make('th', { class: numeric[i] ? 'number' : null }, text)))),
    make('tbody', {}, ...all.slice(0, longest).map(row => make('tr', {}, ...row.map(cell))))),
  all.length > longest ? make('p', { class: 'quiet' }, `${(all.length - longest).toLocaleString('en')} more rows are in the file.`) : null);
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
