// The two panels beside the conversation. Where there is room they stand next to it; else they lie over it until they are closed.

const narrow = matchMedia('(max-width: 62rem)');
const main = document.querySelector('main');
const kept = 'pipelines.panels';
const open = { conversations: true, settings: false, ...JSON.parse(localStorage.getItem(kept) ?? '{}') };

/** Shows the panels as they were left, and wires the buttons that open and close them. */
export function begin() {
  for (const button of document.querySelectorAll('button[aria-controls]')) {
    button.addEventListener('click', () => toggle(button.getAttribute('aria-controls')));
  }
  for (const button of document.querySelectorAll('[data-close]')) {
    button.addEventListener('click', () => toggle(button.closest('.panel').id));
  }
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && narrow.matches && !document.querySelector('dialog[open]')) close();
  });
  main.addEventListener('pointerdown', () => { if (main.inert) close(); });
  document.addEventListener('pointerdown', ({ target }) => { if (main.inert && !target.closest('.panel')) close(); });
  narrow.addEventListener('change', arrange);
  arrange();
}

/** Closes whatever lies over the conversation. */
export function close() {
  if (!narrow.matches) return;
  const last = ['conversations', 'settings'].find(isShown);
  for (const id of ['conversations', 'settings']) show(id, false);
  if (last) opener(last).focus();
}

function arrange() {
  for (const id of ['conversations', 'settings']) show(id, !narrow.matches && open[id]);
}

function toggle(id) {
  const shown = !isShown(id);
  show(id, shown);
  if (!narrow.matches) {
    open[id] = shown;
    localStorage.setItem(kept, JSON.stringify(open));
  }
  if (shown) document.querySelector(`#${id} :is(button, textarea)`).focus();
  else opener(id).focus();
}

function show(id, shown) {
  document.getElementById(id).hidden = !shown;
  opener(id).setAttribute('aria-expanded', shown);
  main.inert = narrow.matches && ['conversations', 'settings'].some(isShown);
}

const isShown = id => !document.getElementById(id).hidden;
const opener = id => document.querySelector(`button[aria-controls=${id}]`);
