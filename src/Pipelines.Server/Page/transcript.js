// The messages of a conversation on the screen.

import * as calls from './calls.js';
import { Markdown, PlainText } from './markdown.js';
import * as probabilities from './probabilities.js';

const transcript = document.getElementById('transcript');
const scroll = document.getElementById('scroll');
const shortest = 0.05; // seconds of writing below which a rate says nothing: all came at once
const views = []; // { message, element, text, shown }

/** Calls `actions.again`, `edited` and `told` with the index of a message, what was written instead, and what its calls gave. */
export function begin(actions) {
  transcript.addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-action]');
    if (!button) return;
    const index = views.findIndex(view => view.element.contains(button));
    switch (button.dataset.action) {
      case 'copy': copy(button, views[index].message.content); break;
      case 'copy-code': copy(button, button.closest('figure').querySelector('code').textContent); break;
      case 'again': actions.again(index); break;
      case 'edit': edit(index, actions.edited); break;
      case 'keep': views[index].element.classList.remove('edited'); button.closest('form').remove(); break;
    }
  });
  transcript.addEventListener('submit', event => {
    if (!event.target.matches('.calls')) return;
    event.preventDefault();
    actions.told(views.findIndex(view => view.element.contains(event.target)), calls.results(event.target));
  });
}

/** Shows a conversation's messages; `markdown` tells whether answers are Markdown, or text that goes on. */
export function show(messages, markdown) {
  views.length = 0;
  transcript.replaceChildren();
  transcript.classList.toggle('plain', !markdown);
  for (const message of messages) append(message, markdown);
  scroll.scrollTop = scroll.scrollHeight;
}

/** Adds a message at the end. */
export function append(message, markdown) {
  const element = document.getElementById(`${message.role}-template`).content.cloneNode(true).firstElementChild;
  transcript.append(element);
  const text = element.querySelector('.text');
  const shown = markdown && message.role === 'assistant' ? new Markdown(text) : new PlainText(text);
  views.push({ message, element, text, shown });
  if (message.role === 'assistant') probabilities.attach(text, message, shown);
  update(message);
  scroll.scrollTop = scroll.scrollHeight;
}

/** Shows what a message has become, and follows its end where that was in sight. */
export function update(message, { writing = false, shaded = false } = {}) {
  const view = views.find(each => each.message === message);
  if (!view) return;
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  view.shown.show(message.content);
  if (message.role === 'assistant') finish(view, writing, shaded);
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

/** Opens a message for editing. */
export function edit(index, edited) {
  const { message, element } = views[index];
  if (element.classList.contains('edited')) return;
  const form = document.getElementById('edit-template').content.cloneNode(true).firstElementChild;
  const field = form.querySelector('textarea');
  field.value = message.content;
  field.id = `edit-${index}`;
  form.querySelector('label').htmlFor = field.id;
  element.classList.add('edited');
  element.append(form);
  field.rows = Math.min(12, message.content.split('\n').length + 1);
  field.focus();
  field.addEventListener('keydown', event => {
    if (event.key === 'Escape') form.querySelector('[data-action=keep]').click();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (field.value.trim()) edited(index, field.value);
  });
}

function finish({ message, element, text }, writing, shaded) {
  element.classList.toggle('writing', writing);
  element.setAttribute('aria-busy', writing);
  probabilities.shade(text, shaded);
  calls.show(element.querySelector('.calls'), message.calls ?? [], writing);
  const failure = element.querySelector('.failure');
  if (failure.textContent !== (message.error ?? '')) failure.textContent = message.error ?? '';
  failure.hidden = !message.error;
  element.querySelector('.figures').textContent = figures(message, writing);
}

/** What an answer took, in words. */
function figures({ written = 0, seconds = 0, first, cached, finish: reason }, writing) {
  const said = [];
  if (written) said.push(`${written.toLocaleString('en')} ${written === 1 ? 'token' : 'tokens'}`);
  if (written > 1 && seconds >= shortest) said.push(`${((written - 1) / seconds).toFixed(1)} tokens/s`);
  if (first !== undefined && !writing) said.push(`first after ${first.toFixed(2)} s`);
  if (cached && !writing) said.push(`${cached.toLocaleString('en')} of the prompt were cached`);
  if (reason === 'length') said.push('cut at the most tokens');
  if (reason === 'stopped') said.push('stopped');
  return said.join(' · ');
}

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const use = button.querySelector('use');
  const before = use ? use.getAttribute('href') : button.textContent;
  const put = value => use ? use.setAttribute('href', value) : button.replaceChildren(value);
  put(use ? '#icon-done' : 'Copied');
  setTimeout(() => put(before), 1500);
}
