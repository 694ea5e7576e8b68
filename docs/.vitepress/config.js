import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { repository, sidebar } from './contents.js'

// The site has the pages as they lie in the repository: links between them lead where they lead there.
export default defineConfig({
  title: 'Pipelines',
  description: 'A declarative framework for language models in C#',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: '..',
  srcExclude: ['{artifacts,bench,deploy,eng,generators,schemas,src,tests}/**', 'packages/*/templates/**'],
  outDir: '../artifacts/site',
  cacheDir: '../artifacts/site-cache',
  rewrites: page => page.replace(/(^|\/)README\.md$/, '$1index.md'),
  vite: { plugins: [{ name: 'vue-of-pages', enforce: 'pre', resolveId: vueOfPages }] },
  markdown: {
    html: false,
    theme: { light: 'github-light', dark: 'github-dark' },
    anchor: { slugify },
    config: markdown => markdown.core.ruler.push('links', state => state.tokens.forEach(block => mendLinks(block, state.env.path))),
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Documentation', link: '/docs/' },
      { text: 'Stages', link: '/docs/stages/' },
      { text: 'Settings', link: '/docs/settings/' },
      { text: 'Diagnostics', link: '/docs/diagnostics/' },
    ],
    sidebar: sidebar(),
  },
})

/** Pages become modules that import Vue, which lies beside this file and not above them. */
function vueOfPages(id, importer) {
  if (/^vue(\/|$)/.test(id) && importer?.includes('.md')) return this.resolve(id, fileURLToPath(import.meta.url), { skipSelf: true })
}

/** An anchor as hosts of repositories make it of a heading. */
function slugify(heading) {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '').replace(/ /g, '-')
}

/** Links to a folder's README lead to its index; links to files that are no pages become plain text, as the site does not have them. */
function mendLinks(block, page) {
  const isOpen = []
  block.children = block.children?.filter(token => {
    if (token.type === 'link_close') return isOpen.pop()
    if (token.type !== 'link_open') return true
    const [path, anchor] = token.attrGet('href').split('#')
    const kept = /^[a-z]+:/.test(path) || path === '' || isPage(join(dirname(page), path))
    token.attrSet('href', path.replace(/(^|\/)README\.md$/, '$1index.md') + (anchor ? `#${anchor}` : ''))
    isOpen.push(kept)
    return kept
  })
}

function isPage(file) {
  return file.startsWith(repository) && file.endsWith('.md') && existsSync(file) && statSync(file).isFile()
}
