// Where the tokens of an answer lie in its text. A token is bytes of UTF-8, so that one may begin or end inside a character.

const encoder = new TextEncoder();

/** What is kept of a token of a chat answer: its text, how many bytes it is, its log-probability and the likeliest at its place. */
export const chatToken = ({ token, bytes, logprob, top_logprobs: top = [] }) => ({
  text: token,
  bytes: bytes?.length ?? encoder.encode(token).length,
  logprob: rounded(logprob),
  top: top.map(other => [other.token, rounded(other.logprob)]),
});

/** The same of the tokens of a completion, which come as lists side by side. */
export const textTokens = ({ tokens, token_logprobs: logprobs, top_logprobs: tops }) => tokens.map((token, i) => ({
  text: token,
  bytes: encoder.encode(token).length,
  logprob: rounded(logprobs[i]),
  top: Object.entries(tops?.[i] ?? {}).map(([text, logprob]) => [text, rounded(logprob)]).sort((a, b) => b[1] - a[1]),
}));

/** The range `[from, to)` of each token in the text; empty for those that are not shown, as where an answer ends. */
export function ranges(content, tokens) {
  const bytes = encoder.encode(content);
  const starts = indices(bytes);
  let at = 0;
  return tokens.map(token => {
    if (!lies(token, bytes, at)) return [starts[at], starts[at]];
    const from = starts[at];
    at = Math.min(at + token.bytes, bytes.length);
    let end = at;
    while (end < bytes.length && starts[end] === starts[end - 1]) end++;
    return [from, starts[end]];
  });
}

/** The token at an index of the text, or −1. */
export const tokenAt = (ranges, index) => ranges.findIndex(([from, to]) => from <= index && index < to);

/** For each byte, and the end, the index in UTF-16 of the character that it is part of. */
function indices(bytes) {
  const starts = new Uint32Array(bytes.length + 1);
  let next = 0;
  let current = 0;
  bytes.forEach((byte, i) => {
    if ((byte & 0xC0) !== 0x80) {
      current = next;
      next += byte >= 0xF0 ? 2 : 1;
    }
    starts[i] = current;
  });
  starts[bytes.length] = next;
  return starts;
}

/** Whether a token's text is what stands at a place; one that is no whole characters is taken at its word. */
function lies({ text, bytes: length }, bytes, at) {
  if (at >= bytes.length) return false;
  const own = encoder.encode(text);
  if (own.length !== length || text.includes('\uFFFD')) return true;
  return own.every((byte, i) => at + i >= bytes.length || byte === bytes[at + i]);
}

const rounded = logprob => logprob === null ? null : Math.round(logprob * 1e4) / 1e4;
