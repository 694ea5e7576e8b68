// Light, dark or as the system has it. A classic script in the head, so that the first thing painted has the right colours.
{
  const root = document.documentElement;
  const show = theme => { root.dataset.theme = theme; };

  show(localStorage.getItem('pipelines.theme') ?? 'system');

  document.addEventListener('DOMContentLoaded', () => {
    const choices = document.getElementById('themes');
    for (const choice of choices.querySelectorAll('input')) choice.checked = choice.value === root.dataset.theme;
    choices.addEventListener('change', ({ target }) => {
      localStorage.setItem('pipelines.theme', target.value);
      show(target.value);
    });
  });
}
