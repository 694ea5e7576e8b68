// What a person sets: how tokens are chosen, the key of the server. Only what differs from the model's own settings is sent and kept.

const form = document.getElementById('sampling');
const template = document.getElementById('control-template');
const kept = 'pipelines.settings';

// name, words, smallest, largest, step, otherwise
const controls = [
  ['temperature', 'Temperature', 0, 2, 0.05, 0.8],
  ['top_p', 'Top p', 0.01, 1, 0.01, 0.95],
  ['top_k', 'Top k', 0, 200, 1, 0],
  ['min_p', 'Min p', 0, 0.99, 0.01, 0],
  ['typical_p', 'Typical p', 0.01, 1, 0.01, 1],
  ['repetition_penalty', 'Repetition penalty', 0.5, 2, 0.05, 1],
  ['presence_penalty', 'Presence penalty', -2, 2, 0.1, 0],
  ['frequency_penalty', 'Frequency penalty', -2, 2, 0.1, 0],
  ['max_tokens', 'Most tokens', 1, 4096, 1, 512],
  ['seed', 'Seed', 0, 2147483647, 1, null],
];

let changed = JSON.parse(localStorage.getItem(kept) ?? '{}');

/** Makes the controls, which call back when the way answers are shown has changed. */
export function begin(shown) {
  const group = document.getElementById('controls');
  for (const control of controls) group.append(make(control));
  for (const name of ['stop', 'probabilities']) {
    form.elements[name].addEventListener('change', ({ target }) => {
      set(name, target.value, name === 'stop' ? '' : 'hover');
      shown();
    });
  }
  form.elements.tools.addEventListener('change', ({ target }) => {
    set('tools', target.value, '');
    target.setCustomValidity(listed(target.value) ? '' : 'This is no JSON list of tools, and none are offered.');
    target.reportValidity();
  });
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', event => {
    event.preventDefault();
    changed = {};
    store();
    fill();
    shown();
  });
  fill();
}

/** Shows a model's own settings where a person has set nothing. */
export function defaults(own = {}, context = null) {
  for (const control of controls) {
    const [name, , , , , otherwise] = control;
    control[5] = own[name] ?? otherwise;
  }
  const most = controls.find(([name]) => name === 'max_tokens');
  if (context) most[3] = context;
  fill();
}

/** The members of a request that a person has set. */
export function sampling() {
  const { stop, tools, probabilities, ...numbers } = changed;
  const texts = stop?.split('\n').filter(text => text) ?? [];
  return { max_tokens: value('max_tokens'), ...numbers, ...(texts.length ? { stop: texts } : {}) };
}

/** The tools that a model may call, as the API takes them. */
export const tools = () => listed(changed.tools ?? '') ?? [];

/** `hover`, `shaded` or `none`. */
export const probabilities = () => changed.probabilities ?? 'hover';

/** The key that requests carry, for as long as this window is open or, where that was asked for, in this browser. */
export const key = {
  get: () => sessionStorage.getItem('pipelines.key') ?? localStorage.getItem('pipelines.key') ?? '',
  set(value, keep) {
    localStorage.removeItem('pipelines.key');
    sessionStorage.removeItem('pipelines.key');
    if (value) (keep ? localStorage : sessionStorage).setItem('pipelines.key', value);
  },
};

function make([name, words, smallest, largest, step]) {
  const control = template.content.cloneNode(true).firstElementChild;
  const [label, number, range] = control.children;
  label.append(words);
  label.htmlFor = number.id = `set-${name}`;
  number.name = name;
  for (const input of [number, range]) Object.assign(input, { min: smallest, max: largest, step });
  if (name === 'seed') range.remove();
  const take = text => {
    const entered = Math.min(Math.max(Number(text), number.min), number.max);
    set(name, text === '' || Number.isNaN(entered) ? null : entered, fallback(name));
    fill();
  };
  number.addEventListener('change', () => take(number.value));
  range.addEventListener('input', () => take(range.value));
  return control;
}

function fill() {
  for (const [name, , smallest, largest] of controls) {
    const number = form.elements[name];
    const range = number.nextElementSibling;
    number.value = value(name) ?? '';
    number.placeholder = 'random';
    if (range) {
      range.max = number.max = largest;
      range.value = number.value;
      range.style.setProperty('--filled', (range.value - smallest) / (largest - smallest));
    }
  }
  form.elements.stop.value = changed.stop ?? '';
  form.elements.tools.value = changed.tools ?? '';
  form.elements.probabilities.value = probabilities();
}

/** What a text lists; nothing of nothing, and null where it is no list. */
function listed(text) {
  try {
    const list = JSON.parse(text.trim() || '[]');
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function set(name, entered, otherwise) {
  if (entered === otherwise || entered === null) delete changed[name];
  else changed[name] = entered;
  store();
}

const store = () => localStorage.setItem(kept, JSON.stringify(changed));
const fallback = name => controls.find(control => control[0] === name)[5];
const value = name => changed[name] ?? fallback(name);
