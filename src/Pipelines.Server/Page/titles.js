// The list of conversations.

import * as conversations from './conversations.js';

const list = document.getElementById('titles');
const template = document.getElementById('title-template');

/** Calls `open` and `remove` with the id of a conversation. */
export function begin({ open, remove }) {
  list.addEventListener('click', ({ target }) => {
    const id = target.closest('li')?.dataset.id;
    if (id) (target.closest('.delete') ? remove : open)(id);
  });
}

/** Shows all, with the open one marked. */
export function show(current) {
  list.replaceChildren(...conversations.list().map(({ id, title }) => {
    const item = template.content.cloneNode(true).firstElementChild;
    const [open, remove] = item.children;
    item.dataset.id = id;
    open.textContent = open.title = title;
    if (id === current) open.setAttribute('aria-current', 'true');
    remove.title = 'Delete';
    remove.setAttribute('aria-label', `Delete “${title}”`);
    return item;
  }));
}
