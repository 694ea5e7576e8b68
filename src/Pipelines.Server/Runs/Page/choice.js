// Which runs are chosen, and which view shows them. Both are part of the page's address, so that it can be kept and sent.

const colours = 8;
const slots = new Map(); // id → colour
let listener = () => {};

/** Calls `changed` when the choice does, by whomever. */
export function begin(changed) {
  listener = changed;
  addEventListener('hashchange', () => { colour(); listener(); });
  colour();
}

/** The ids of the chosen runs, in the order in which they were chosen. */
export const ids = () => parameters().get('runs')?.split(',').filter(id => id) ?? [];

/** The view: `curves`, `compare`, `files` or `lineage`. */
export const view = () => parameters().get('view') ?? 'curves';

/** The colour of a chosen run, which it keeps while it is chosen. */
export const slot = id => slots.get(id);

/** Chooses these runs and no others. */
export const choose = chosen => go(chosen, view());

/** Adds a run, or takes it away. */
export const toggle = id => choose(ids().includes(id) ? ids().filter(other => other !== id) : [...ids(), id]);

/** Shows the chosen runs in another view. */
export const look = name => go(ids(), name);

/** The address of a choice. */
export const address = (chosen, name = view()) => `#runs=${chosen.join(',')}&view=${name}`;

function go(chosen, name) {
  history.replaceState(null, '', address(chosen, name));
  colour();
  listener();
}

function colour() {
  const chosen = ids();
  for (const id of slots.keys()) if (!chosen.includes(id)) slots.delete(id);
  for (const id of chosen) if (!slots.has(id)) slots.set(id, free());
}

function free() {
  const used = [...slots.values()];
  for (let slot = 0; slot < colours; slot++) if (!used.includes(slot)) return slot;
  return used.length % colours;
}

const parameters = () => new URLSearchParams(location.hash.slice(1));
