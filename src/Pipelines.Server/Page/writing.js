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
export async function write(answer, { model, system, messages, sampling, probabilities, key, signal, grown }) {
  const read = chats(model) ? chat(system, messages, probabilities) : text(messages, probabilities);
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
      answer.content += piece;
      answer.tokens.push(...tokens);
      answer.written = (answer.written ?? 0) + (tokens.length || (piece ? 1 : 0));
      if (choice.finish_reason) answer.finish = choice.finish_reason;
      if (begun) answer.seconds = (performance.now() - begun) / 1000;
      else if (piece || tokens.length) {
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

function settle(answer, { completion_tokens: written, prompt_tokens_details: details }) {
  answer.written = written;
  answer.cached = details?.cached_tokens ?? 0;
}

const chat = (system, messages, probabilities) => ({
  path: 'v1/chat/completions',
  body: {
    messages: [
      ...(system.trim() ? [{ role: 'system', content: system }] : []),
      ...messages.map(({ role, content }) => ({ role, content })),
    ],
    ...(probabilities ? { logprobs: true, top_logprobs: alternatives } : {}),
  },
  piece: choice => choice.delta?.content ?? '',
  tokens: choice => (choice.logprobs?.content ?? []).map(chatToken),
});

const text = (messages, probabilities) => ({
  path: 'v1/completions',
  body: { prompt: messages.map(message => message.content).join(''), ...(probabilities ? { logprobs: alternatives } : {}) },
  piece: choice => choice.text ?? '',
  tokens: choice => choice.logprobs ? textTokens(choice.logprobs) : [],
});
