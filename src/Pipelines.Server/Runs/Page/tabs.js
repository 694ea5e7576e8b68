// The views of the chosen runs, of which one is shown (WAI-ARIA's tabs).

import * as choice from './choice.js';

const list = document.getElementById('tabs');

/** Wires the tabs: pressed, or passed through with the arrows. */
export function begin(names) {
  list.addEventListener('click', ({ target }) => {
    const tab = target.closest('[role=tab]');
    if (tab) choice.look(tab.getAttribute('aria-controls'));
  });
  list.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names.at((names.indexOf(choice.view()) + step) % names.length);
    choice.look(next);
    document.getElementById(`tab-${next}`).focus();
  });
}

/** Shows a view, or none where no run is chosen. */
export function show(name, chosen) {
  for (const tab of list.children) {
    const panel = tab.getAttribute('aria-controls');
    tab.setAttribute('aria-selected', panel === name);
    tab.tabIndex = panel === name ? 0 : -1;
    document.getElementById(panel).hidden = !chosen || panel !== name;
  }
}
