// Conversations, kept in this browser: one entry of localStorage each, so that two tabs do not undo each other's.

const prefix = 'pipelines.conversation.';
const all = new Map();
for (const name of Object.keys(localStorage)) read(name, localStorage.getItem(name));

/** The newest first. */
export const list = () => [...all.values()].sort((a, b) => b.updated - a.updated);

export const find = id => all.get(id);

/** Not listed before it is saved. */
export const create = system => ({ id: crypto.randomUUID?.() ?? `${Date.now()}`, title: '', system, updated: 0, messages: [] });

/** Where there is no room for it, the probabilities of older conversations go first. */
export function save(conversation) {
  conversation.updated = Date.now();
  all.set(conversation.id, conversation);
  const mine = prefix + conversation.id;
  for (;;) {
    try {
      localStorage.setItem(mine, JSON.stringify(conversation));
      return;
    } catch (error) {
      if (!forgetProbabilities()) throw error;
    }
  }
}

export function remove(id) {
  all.delete(id);
  localStorage.removeItem(prefix + id);
}

/** Calls back when another tab has changed the list. */
export function watch(changed) {
  addEventListener('storage', ({ key, newValue }) => {
    if (!key?.startsWith(prefix)) return;
    if (newValue === null) all.delete(key.slice(prefix.length));
    else read(key, newValue);
    changed();
  });
}

function read(name, text) {
  if (!name.startsWith(prefix)) return;
  try {
    const conversation = JSON.parse(text);
    if (Array.isArray(conversation.messages)) all.set(conversation.id, conversation);
  } catch {
    localStorage.removeItem(name); // whatever it was, it was not written here
  }
}

function forgetProbabilities() {
  const oldest = list().reverse().find(conversation => conversation.messages.some(message => message.tokens?.length));
  if (!oldest) return false;
  for (const message of oldest.messages) delete message.tokens;
  localStorage.setItem(prefix + oldest.id, JSON.stringify(oldest));
  return true;
}
