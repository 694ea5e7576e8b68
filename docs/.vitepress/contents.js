import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const repository = resolve(import.meta.dirname, '../..')

const docs = join(repository, 'docs')

/** What stands beside each page: the sections of docs/README.md and the pages that it names, with those that their README names in turn. */
export function sidebar() {
  return readFileSync(join(docs, 'README.md'), 'utf8').split('\n## ').slice(1).map(section => ({
    text: section.split('\n')[0],
    items: links(section, docs).map(({ text, file }) =>
      file.endsWith('README.md') ? { text, link: address(file), collapsed: true, items: within(file) } : { text, link: address(file) }),
  }))
}

/** The pages beside a README that it names, each once. */
function within(readme) {
  const beside = links(readFileSync(readme, 'utf8'), dirname(readme)).filter(({ file }) => dirname(file) === dirname(readme))
  return beside.filter(({ file }, i) => beside.findIndex(other => other.file === file) === i)
    .map(({ text, file }) => ({ text, link: address(file) }))
}

function links(text, folder) {
  return [...text.matchAll(/\[([^\]]+)\]\(([^)#:]+\.md)\)/g)]
    .map(([, title, path]) => ({ text: title, file: resolve(folder, path) }))
    .filter(({ file }) => existsSync(file))
}

function address(file) {
  return '/' + relative(repository, file).replace(/README\.md$/, '').replace(/\.md$/, '')
}
