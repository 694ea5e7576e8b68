// What the server knows of runs. An answer that has not changed is the same object as before, so that nothing of it is shown anew.

const known = new Map(); // address → { tag, value }

/** Reads JSON; throws an Error with what the server says is wrong. */
export async function read(address) {
  let response;
  try {
    response = await fetch(address, { cache: 'no-cache' });
  } catch {
    throw new Error('The server does not answer: is it still running?');
  }
  if (!response.ok) throw new Error(await refusal(response));
  const tag = response.headers.get('etag');
  const before = known.get(address);
  if (tag && before?.tag === tag) return before.value;
  const value = await response.json();
  known.set(address, { tag, value });
  return value;
}

/** The newest runs: `{ location, older, runs }`, where `older` says whether there are more. */
export const runs = most => read(`api/runs?most=${most}`);

/** Registered models: `{ models: [{ name, versions }] }`, versions newest first. */
export const registry = () => read('api/registry');

/** All of a run but its curves. */
export const details = id => read(`api/runs/${id}`);

/** The curves of a run: key → `[[step, value, time], …]`. */
export const curves = id => read(`api/runs/${id}/curves`);

/** Where a file of a run is. */
export const fileAddress = (id, path) => `api/runs/${id}/files/${path.split('/').map(encodeURIComponent).join('/')}`;

async function refusal(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The server answered with ${response.status}.`;
  }
}
