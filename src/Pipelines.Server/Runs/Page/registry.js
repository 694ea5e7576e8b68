// Registered models: their versions, what these are called, and the runs that made them.

import * as choice from './choice.js';
import { make } from './elements.js';
import * as store from './store.js';
import { moment, shortId } from './words.js';

const place = document.getElementById('registry');
const body = place.querySelector('tbody');
let known;

/** Asks for registered models, and shows them where there are any. */
export async function refresh() {
  const answer = await store.registry();
  if (answer === known) return;
  known = answer;
  const versions = answer.models.flatMap(({ name, versions }) => versions.map(version => ({ name, ...version })));
  place.hidden = !versions.length;
  body.replaceChildren(...versions.map(row));
}

const row = ({ name, version, aliases, run, stage, registered, description }) => make('tr', { title: description || null },
  make('th', { scope: 'row' }, `${name} ${version}`),
  make('td', {}, ...aliases.map(alias => make('span', { class: 'alias' }, alias))),
  make('td', {}, make('a', { href: choice.address([run]) }, `${stage} `, make('span', { class: 'id' }, shortId(run)))),
  make('td', { class: 'quiet' }, moment(registered)));
