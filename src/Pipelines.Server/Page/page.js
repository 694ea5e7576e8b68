// The chat page: what a person does, from the question to the answer on the screen.

import * as api from './api.js';
import * as conversations from './conversations.js';
import { askKey, confirmDeletion } from './dialogs.js';
import * as panels from './panels.js';
import * as settings from './settings.js';
import * as titles from './titles.js';
import * as transcript from './transcript.js';
import { chats, write } from './writing.js';

const at = id => document.getElementById(id);
const question = at('question');
let models = [];
let conversation = conversations.create(localStorage.getItem('pipelines.system') ?? '');
let writing = null; // the AbortController of the answer that is being written

const model = () => models.find(({ id }) => id === at('model').value);
const shaded = () => settings.probabilities() === 'shaded';

await begin();

async function begin() {
  panels.begin();
  settings.begin(() => conversation.messages.forEach(message => transcript.update(message, { shaded: shaded() })));
  transcript.begin({ again, edited, told });
  titles.begin({ open, remove });
  conversations.watch(() => titles.show(conversation.id));
  at('new').addEventListener('click', () => open(null));
  at('stop').addEventListener('click', stop);
  at('change-key').addEventListener('click', async () => { if (await askKey('')) await list(); });
  at('model').addEventListener('change', choose);
  at('system').addEventListener('input', ({ target }) => {
    conversation.system = target.value;
    localStorage.setItem('pipelines.system', target.value);
  });
  at('composer').addEventListener('submit', event => {
    event.preventDefault();
    ask();
  });
  question.addEventListener('input', fit);
  addEventListener('keydown', shortcuts);
  addEventListener('pagehide', () => { if (writing) keep(conversation); });
  open(null);
  await list();
}

/** Asks the server for its models, and for a key where it wants one. */
async function list() {
  try {
    models = (await api.models(settings.key.get())).filter(({ capabilities }) => capabilities.includes('completions'));
  } catch (error) {
    if (error.status === 401 && await askKey(error.message)) return list();
    at('greeting').textContent = error.message;
    at('greeting').classList.add('failure');
    return;
  }
  const last = localStorage.getItem('pipelines.model');
  at('model').replaceChildren(...models.map(({ id }) => new Option(id, id, false, id === last)));
  at('model').classList.toggle('only', models.length < 2);
  choose();
}

function choose() {
  const chosen = model();
  if (!chosen) return;
  localStorage.setItem('pipelines.model', chosen.id);
  settings.defaults(chosen.sampling, chosen.max_model_len);
  for (const field of ['system-field', 'tools-field']) at(field).hidden = !chats(chosen);
  at('greeting').classList.remove('failure');
  at('greeting').textContent = chats(chosen) ? 'What would you like to ask?' : 'Begin a text; the model goes on with it.';
  question.placeholder = chats(chosen) ? `Ask ${chosen.id}` : 'Once upon a time';
  display();
}

function open(id) {
  stop();
  conversation = (id && conversations.find(id)) ?? conversations.create(localStorage.getItem('pipelines.system') ?? '');
  at('system').value = conversation.system;
  panels.close();
  display();
  question.focus();
}

function display() {
  at('empty').hidden = conversation.messages.length > 0;
  transcript.show(conversation.messages, chats(model()));
  if (shaded()) conversation.messages.forEach(message => transcript.update(message, { shaded: true }));
  titles.show(conversation.id);
}

async function remove(id) {
  if (!await confirmDeletion(conversations.find(id).title)) return;
  if (id === conversation.id) stop();
  conversations.remove(id);
  if (id === conversation.id) open(null);
  else titles.show(conversation.id);
}

function ask() {
  const content = question.value;
  if (writing || !content.trim() || !model()) return;
  question.value = '';
  fit();
  conversation.title ||= content.trim().split('\n')[0].slice(0, 80);
  conversation.messages.push({ role: 'user', content });
  at('empty').hidden = true;
  transcript.append(conversation.messages.at(-1), chats(model()));
  return answer();
}

/** Writes the answer at an index again; what came after it goes. */
function again(index) {
  stop();
  conversation.messages.length = index;
  display();
  return answer();
}

function edited(index, content) {
  stop();
  conversation.messages.length = index;
  conversation.messages.push({ role: 'user', content });
  display();
  return answer();
}

/** Goes on from an answer with what its calls gave; what came after it goes. */
function told(index, results) {
  stop();
  conversation.messages.length = index + 1;
  conversation.messages[index].calls.forEach((call, i) => { call.result = results[i]; });
  display();
  return answer();
}

async function answer() {
  const mine = conversation;
  const message = { role: 'assistant', content: '' };
  const messages = [...mine.messages];
  mine.messages.push(message);
  keep(mine);
  transcript.append(message, chats(model()));
  const handle = writing = new AbortController();
  busy(true);
  let frame = 0;
  const draw = () => {
    frame = 0;
    transcript.update(message, { writing: writing === handle, shaded: shaded() });
  };
  draw();
  try {
    await write(message, {
      model: model(), system: mine.system, messages, sampling: settings.sampling(), tools: settings.tools(),
      probabilities: settings.probabilities() !== 'none',
      key: settings.key.get(), signal: handle.signal, grown: () => { frame ||= requestAnimationFrame(draw); },
    });
  } catch (error) {
    message.error = error.message;
    if (error.status === 401 && writing === handle && await askKey(error.message)) return again(mine.messages.indexOf(message));
  }
  cancelAnimationFrame(frame);
  if (writing === handle) {
    writing = null;
    busy(false);
    at('status').textContent = message.error ? '' : message.finish === 'stopped' ? 'Stopped' : 'The answer is complete';
  }
  draw();
  if (conversations.find(mine.id)) keep(mine);
}

function stop() {
  writing?.abort();
  writing = null;
  busy(false);
}

/** Saves a conversation, and lists it. */
function keep(changed) {
  try {
    conversations.save(changed);
  } catch {
    at('status').textContent = 'There is no room left in this browser to keep the conversation';
  }
  titles.show(conversation.id);
}

function busy(is) {
  at('send').hidden = is;
  at('stop').hidden = !is;
  if (is) at('status').textContent = 'The answer is being written';
}

/** As high as what is written, up to a third of the window. */
function fit() {
  question.style.height = 'auto';
  question.style.height = `${Math.min(question.scrollHeight, innerHeight / 3)}px`;
}

function shortcuts(event) {
  if (document.querySelector('dialog[open]')) return;
  const { key, target } = event;
  if (key === 'Escape' && writing) stop();
  else if (event.altKey && key.toLowerCase() === 'n') open(null);
  else if (target === question && key === 'Enter' && !event.shiftKey && !event.isComposing) ask();
  else if (target === question && key === 'ArrowUp' && !question.value && !writing) editLast();
  else if (key === '/' && !target.matches('input, textarea, select')) question.focus();
  else return;
  event.preventDefault();
}

function editLast() {
  const last = conversation.messages.findLastIndex(({ role }) => role === 'user');
  if (last >= 0) transcript.edit(last, edited);
}
