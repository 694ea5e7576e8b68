// Calls of tools on the screen: each with its name and arguments, and a field for what the tool gives.

const template = document.getElementById('call-template');

/** Shows an answer's calls in their form; what they give can be entered once the answer is complete, and once. */
export function show(form, calls, writing) {
  const [list, row] = form.children;
  form.hidden = !calls.length;
  row.hidden = writing || calls.every(({ result }) => result !== undefined);
  calls.forEach((call, i) => {
    const figure = list.children[i] ?? list.appendChild(template.content.cloneNode(true).firstElementChild);
    figure.querySelector('.name').textContent = call.name;
    const code = figure.querySelector('code');
    const text = formatted(call.arguments);
    if (code.textContent !== text) code.textContent = text;
    const field = figure.querySelector('textarea');
    field.hidden = writing;
    field.ariaLabel = `What ${call.name} gives`;
    field.readOnly = call.result !== undefined;
    if (field.readOnly) field.value = call.result;
  });
}

/** What was entered for each call of a form. */
export const results = form => [...form.querySelectorAll('textarea')].map(({ value }) => value);

/** A line for each argument; as it is while it is no JSON yet. */
function formatted(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
