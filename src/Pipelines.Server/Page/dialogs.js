// What the page asks before it goes on.

import { key } from './settings.js';

const at = id => document.getElementById(id);

/** Asks for the server's key; true when one was entered, or the one before was taken away. */
export async function askKey(reason) {
  at('key-reason').textContent = reason;
  at('key').value = key.get();
  if (!await confirmed(at('key-dialog'))) return false;
  key.set(at('key').value.trim(), at('key-kept').checked);
  return true;
}

export function confirmDeletion(title) {
  at('delete-what').textContent = title;
  return confirmed(at('delete-dialog'));
}

function confirmed(dialog) {
  if (dialog.open) return Promise.resolve(false);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok'), { once: true }));
}
