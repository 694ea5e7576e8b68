// One answer: the request that asks for it, and what it becomes piece by piece.

import { stream } from './api.js';
import { chatToken, textTokens } from './tokens.js';

const alternatives = 5;

/** A model that has a chat template answers messages; another goes on with their text. */
export const chats = model => model?.capabilities?.includes('chat') ?? true;

/**
 * Writes the answer to a conversation into `answer`, and calls `grown` after each piece.
 * Throws what the API does; a stopped answer ends as it is.
 */
export async function write(answer, { model, system, messages, sampling, tools, probabilities, key, signal, grown }) {
  const read = chats(model) ? chat(system, messages, tools, probabilities) : text(messages, probabilities);
  const asked = performance.now();
  let begun = 0;
  answer.tokens = [];
  try {
    for await (const chunk of stream(read.path, { model: model.id, ...sampling, ...read.body }, key, signal)) {
      const [choice] = chunk.choices;
      if (chunk.usage) settle(answer, chunk.usage);
      if (!choice) continue;
      const tokens = read.tokens(choice);
      const piece = read.piece(choice);
      const calls = read.calls(choice);
      answer.content += piece;
      calls.forEach(call => take(answer, call));
      answer.tokens.push(...tokens);
      answer.written = (answer.written ?? 0) + (tokens.length || (piece || calls.length ? 1 : 0));
      if (choice.finish_reason) answer.finish = choice.finish_reason;
      if (begun) answer.seconds = (performance.now() - begun) / 1000;
      else if (piece || calls.length || tokens.length) {
        begun = performance.now();
        answer.first = (begun - asked) / 1000;
      }
      grown();
    }
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
    answer.finish = 'stopped';
  }
}

/** Adds a piece of a call: the first has its name, others more of its arguments. */
function take(answer, { index, id, function: { name, arguments: text } }) {
  answer.calls ??= [];
  answer.calls[index] ??= { id, name, arguments: '' };
  answer.calls[index].arguments += text;
}

function settle(answer, { completion_tokens: written, prompt_tokens_details: details }) {
  answer.written = written;
  answer.cached = details?.cached_tokens ?? 0;
}

const chat = (system, messages, tools, probabilities) => ({
  path: 'v1/chat/completions',
  body: {
    messages: [
      ...(system.trim() ? [{ role: 'system', content: system }] : []),
      ...messages.flatMap(said),
    ],
    ...(tools.length ? { tools } : {}),
    ...(probabilities ? { logprobs: true, top_logprobs: alternatives } : {}),
  },
  piece: choice => choice.delta?.content ?? '',
  calls: choice => choice.delta?.tool_calls ?? [],
  tokens: choice => (choice.logprobs?.content ?? []).map(chatToken),
});

/** A message as the API takes it, and behind one that calls tools what they gave. A call that was cut off was none. */
function said({ role, content, calls = [] }) {
  const answered = calls.filter(({ result }) => result !== undefined);
  if (!answered.length) return [{ role, content }];
  const made = answered.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }));
  return [{ role, content, tool_calls: made }, ...answered.map(({ id, result }) => ({ role: 'tool', tool_call_id: id, content: result }))];
}

const text = (messages, probabilities) => ({
  path: 'v1/completions',
  body: { prompt: messages.map(message => message.content).join(''), ...(probabilities ? { logprobs: alternatives } : {}) },
  piece: choice => choice.text ?? '',
  calls: () => [],
  tokens: choice => choice.logprobs ? textTokens(choice.logprobs) : [],
});
