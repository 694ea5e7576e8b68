// The page over recorded runs: asks the server what there is, again and again, and shows the chosen runs.

import * as choice from './choice.js';
import * as compare from './compare.js';
import * as curves from './curves.js';
import { make } from './elements.js';
import * as files from './files.js';
import * as lineage from './lineage.js';
import * as registry from './registry.js';
import * as store from './store.js';
import * as table from './table.js';
import * as tabs from './tabs.js';
import { shortId } from './words.js';

const interval = 1500; // milliseconds between questions, or ten times what an answer took where that is more
const views = { curves, compare, files, lineage };
const failure = document.getElementById('failure');
const legend = document.getElementById('legend');
const page = 1000; // runs that are shown at first, and that are added on demand
let most = page;
let known = { runs: [] };
let asked = 0; // grows with each view that is begun, so that one that is overtaken shows nothing

table.begin();
tabs.begin(Object.keys(views));
for (const view of Object.values(views)) view.begin?.();
legend.addEventListener('click', ({ target }) => { if (target.closest('button')) choice.toggle(target.closest('li').dataset.id); });
document.getElementById('older').addEventListener('click', async ({ target }) => {
  target.disabled = true;
  most += page;
  await refresh();
  target.disabled = false;
});
choice.begin(show);
follow();

/** Asks for runs for as long as the page is looked at. */
async function follow() {
  const begun = performance.now();
  if (document.hidden) await new Promise(seen => document.addEventListener('visibilitychange', seen, { once: true }));
  else await refresh();
  setTimeout(follow, Math.max(interval, 10 * (performance.now() - begun)));
}

async function refresh() {
  try {
    const answer = await store.runs(most);
    if (answer !== known) {
      const before = new Map(known.runs.map(run => [run.id, run]));
      for (const [i, run] of answer.runs.entries()) {
        const same = before.get(run.id);
        if (same && run.status !== 'running' && JSON.stringify(same) === JSON.stringify(run)) answer.runs[i] = same;
      }
      known = answer;
      document.getElementById('location').textContent = known.location;
      document.getElementById('older').hidden = !known.older;
      table.show(known.runs, known.older);
    } else if (known.runs.some(run => run.status === 'running')) table.tick();
    await registry.refresh();
    await show();
  } catch (error) {
    fail(error);
  }
}

/** Shows the chosen runs in their view. */
async function show() {
  const mine = ++asked;
  const chosen = choice.ids().map(id => known.runs.find(run => run.id === id)).filter(run => run);
  const name = choice.view() in views ? choice.view() : 'curves';
  table.mark();
  explain(chosen);
  tabs.show(name, chosen.length > 0);
  document.getElementById('unchosen').hidden = chosen.length > 0;
  if (!chosen.length) return;
  try {
    const put = await views[name].load(chosen, known.runs);
    if (mine === asked) put();
    failure.hidden = true;
  } catch (error) {
    fail(error);
  }
}

/** Names the chosen runs with their colours; pressing one takes it away. */
function explain(chosen) {
  const key = chosen.map(run => `${run.id} ${choice.slot(run.id)}`).join();
  if (legend.dataset.key === key) return;
  legend.dataset.key = key;
  legend.replaceChildren(...chosen.map(run => make('li', { 'data-id': run.id, class: `run-${choice.slot(run.id)}` },
    make('button', { type: 'button', title: 'Take it away' }, make('i', { class: 'swatch' }), `${run.name} `, make('span', { class: 'id' }, shortId(run.id))))));
}

function fail(error) {
  failure.textContent = error.message;
  failure.hidden = false;
}
