// The table of modules as the papers show it: made from the list, each module's declaration and the first
// sentence of its README, so that no paper can tell an older story.

export type ModulePapers = { readonly name: string; readonly readme: string; readonly declaration: string }

const BEGIN = '<!-- modules: written by npm run docs -->'
const END = '<!-- /modules -->'

/** The rows between the markers. */
export function moduleTable(modules: readonly ModulePapers[]): string {
  const rows = modules.map(({ name, readme, declaration }, place) => {
    const uses = [...(/\buses:\s*\[([^\]]*)\]/.exec(declaration)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
      (match) => match[1],
    )
    return `| ${place + 1} | [${name}](${'{src}'}/modules/${name}/README.md) | ${firstSentence(readme)} | ${uses.join(', ') || '–'} |`
  })
  return ['| # | Module | What it is | Uses |', '|---|---|---|---|', ...rows].join('\n')
}

function firstSentence(readme: string): string {
  const words = readme.split(/\n\s*\n/).find((part) => part.trim() !== '' && !part.startsWith('#')) ?? ''
  const sentence = /^.*?\.(?=\s|$)/s.exec(words.trim())?.[0] ?? words
  return sentence.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}

/** The table a paper shows now, with its links as the list writes them. */
export function tableIn(paper: string): string | undefined {
  const [, after] = paper.split(BEGIN)
  return after
    ?.split(END)[0]
    ?.trim()
    .replaceAll(/\]\((?:\.\.\/)*src\//g, ']({src}/')
}

/** A paper with the table put between its markers; links start from the folder the paper lies in. */
export function withTable(paper: string, table: string, src: string): string {
  return between(paper, BEGIN, END, table.replaceAll('{src}', src))
}

/** What lies between two markers, replaced. A paper without them is left as it is. */
export function between(paper: string, begin: string, end: string, words: string): string {
  const [before, ...rest] = paper.split(begin)
  const after = rest.join(begin).split(end).slice(1).join(end)
  return rest.length === 0 ? paper : `${before}${begin}\n\n${words.trim()}\n\n${end}${after}`
}
