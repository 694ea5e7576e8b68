// The server's API as far as the page needs it: which models there are, and answers piece by piece.

/** What the server refused or could not do. */
export class ApiError extends Error {
  /** @param {number} status of HTTP, or 0 where there was none */
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** The models that are served. */
export async function models(key) {
  const response = await ask('v1/models', key, {});
  return (await response.json()).data;
}

/** The chunks of an answer as they arrive. Breaking out of the loop, or the signal, hangs up. */
export async function* stream(path, body, key, signal) {
  const response = await ask(path, key, {
    method: 'POST',
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  for await (const data of events(response.body)) {
    if (data === '[DONE]') return;
    const chunk = JSON.parse(data);
    if (chunk.error) throw new ApiError(chunk.error.message);
    yield chunk;
  }
  throw new ApiError('The connection ended before the answer did.');
}

async function ask(path, key, options) {
  const headers = { 'Content-Type': 'application/json' };
  if (key) headers.Authorization = `Bearer ${key}`;
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server cannot be reached.');
  }
  if (response.ok) return response;
  const told = await response.json().then(body => body.error?.message, () => null);
  throw new ApiError(told ?? `The server answered ${response.status} ${response.statusText}.`, response.status);
}

/** The data of server-sent events, one line each. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await read(reader);
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The connection to the server was lost.');
  }
}
