// What no page of ours may have: what a screen reader stumbles over, what the content policy forbids, links
// that lead nowhere, and the marks of a value that was never there.
import { ancestorsOf, attribute, named, within, wordsOf, type Document, type Element } from './document.ts'

export type KnownAddress = (method: 'GET' | 'POST', path: string) => boolean

/** Everything wrong with a page, in words; empty when nothing is. */
export function pageFaults(document: Document, path: string, known: KnownAddress): string[] {
  return [
    ...frameFaults(document),
    ...identityFaults(document),
    ...policyFaults(document),
    ...controlFaults(document),
    ...linkFaults(document, path, known),
    ...valueFaults(document),
  ]
}

function frameFaults(document: Document): string[] {
  const { elements } = document
  const faults = document.errors.map((error) => `the parser found ${error}`)
  if (document.quirks) faults.push('there is no doctype')
  if ((attribute(named(elements, 'html')[0]!, 'lang') ?? '') === '') faults.push('the page names no language')
  if (wordsOf(named(elements, 'title')[0] ?? elements[0]!) === '') faults.push('the page has no title')
  const headings = named(elements, 'h1')
  if (headings.length !== 1) faults.push(`the page has ${headings.length} headings of the first level`)
  if (headings.some((one) => wordsOf(one) === '')) faults.push('the heading is empty')
  if (named(elements, 'main').length !== 1) faults.push('the page has not exactly one main part')
  // A parser drops a form inside a form without a word, and its answers go astray.
  const written = document.source.match(/<form[\s>]/g)?.length ?? 0
  if (written !== named(elements, 'form').length) faults.push('a form stands inside another')
  return faults
}

function identityFaults({ elements }: Document): string[] {
  const ids = elements.flatMap((one) => attribute(one, 'id') ?? [])
  const known = new Set(ids)
  const twice = [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]
  const pointing = ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls', 'aria-details', 'headers']
  const lost = elements.flatMap((one) =>
    pointing.flatMap((name) =>
      (attribute(one, name) ?? '')
        .split(/\s+/)
        .filter((id) => id !== '' && !known.has(id))
        .map((id) => `${name}="${id}" of a ${one.tagName} points at nothing`),
    ),
  )
  return [
    ...twice.map((id) => `the id "${id}" stands twice`),
    ...ids.filter((id) => id === '' || /\s/.test(id)).map((id) => `the id "${id}" is no id`),
    ...lost,
  ]
}

function policyFaults({ elements }: Document): string[] {
  return elements.flatMap((one) => {
    const faults: string[] = []
    for (const { name, value } of one.attrs) {
      if (/^on[a-z]+$/.test(name)) faults.push(`a ${one.tagName} has the inline handler ${name}`)
      if (name === 'style') faults.push(`a ${one.tagName} has an inline style`)
      if (
        (name === 'href' || name === 'src' || name === 'action') &&
        /^\s*(javascript|data|vbscript):/i.test(value)
      )
        faults.push(`a ${one.tagName} leads to ${value.slice(0, 30)}`)
    }
    if ((one.tagName === 'script' || one.tagName === 'style') && attribute(one, 'nonce') === undefined)
      faults.push(`a ${one.tagName} has no nonce`)
    if (one.tagName === 'img' && attribute(one, 'alt') === undefined)
      faults.push('a picture has no alternative text')
    return faults
  })
}

const UNLABELLED = new Set(['hidden', 'submit', 'button', 'image', 'reset'])

function controlFaults({ elements }: Document): string[] {
  const labels = named(elements, 'label')
  const labelled = new Set(
    labels.flatMap((one) => (wordsOf(one) === '' ? [] : (attribute(one, 'for') ?? []))),
  )
  const isNamed = (one: Element): boolean =>
    labelled.has(attribute(one, 'id') ?? '') ||
    (attribute(one, 'aria-label') ?? '') !== '' ||
    attribute(one, 'aria-labelledby') !== undefined ||
    ancestorsOf(one).some((above) => above.tagName === 'label')
  const nameless = named(elements, 'input', 'select', 'textarea').filter(
    (one) => !UNLABELLED.has(attribute(one, 'type') ?? 'text') && !isNamed(one),
  )
  const silent = named(elements, 'button', 'a').filter((one) => {
    if (one.tagName === 'a' && attribute(one, 'href') === undefined) return false
    if (attribute(one, 'aria-hidden') === 'true' || (attribute(one, 'aria-label') ?? '') !== '') return false
    return wordsOf(one) === ''
  })
  const groups = named(elements, 'fieldset').filter(
    (one) => !named(within(one), 'legend').some((legend) => wordsOf(legend) !== ''),
  )
  return [
    ...nameless.map((one) => `the ${one.tagName} "${attribute(one, 'name') ?? ''}" has no label`),
    ...silent.map(
      (one) =>
        `a ${one.tagName === 'a' ? 'link' : 'button'} says nothing${one.tagName === 'a' ? ` (${attribute(one, 'href')})` : ''}`,
    ),
    ...groups.map(() => 'a group of questions has no legend'),
  ]
}

function linkFaults({ elements }: Document, path: string, known: KnownAddress): string[] {
  const ids = new Set(elements.flatMap((one) => attribute(one, 'id') ?? []))
  const lost = (href: string, method: 'GET' | 'POST'): boolean => {
    if (href.startsWith('#')) return href !== '#' && !ids.has(href.slice(1))
    if (/^(mailto|tel):.+/.test(href)) return false
    if (!URL.canParse(href, `http://localhost${path}`)) return true
    const url = new URL(href, `http://localhost${path}`)
    return url.host === 'localhost' ? !known(method, url.pathname) : url.protocol !== 'https:'
  }
  const links = named(elements, 'a', 'link').filter((one) => attribute(one, 'href') !== undefined)
  const forms = named(elements, 'form')
  return [
    ...links
      .filter((one) => attribute(one, 'href') === '' || lost(attribute(one, 'href') ?? '', 'GET'))
      .map((one) => `a link leads nowhere: ${attribute(one, 'href')} (${wordsOf(one)})`),
    ...forms
      .filter((one) =>
        lost(
          attribute(one, 'action') ?? path,
          attribute(one, 'method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
        ),
      )
      .map((one) => `a form leads nowhere: ${attribute(one, 'action')}`),
  ]
}

// What JavaScript writes for a value that is not there, or not text.
const STRAY =
  /\[object \w+\]|\bundefined\b|\bNaN\b|\$\{|(?<![A-Za-z])null(?![A-Za-z])|&amp;(amp|lt|gt|quot|#39);|<\/?[a-z]+ class=/

function valueFaults({ elements, source }: Document): string[] {
  const body = named(elements, 'body')[0]
  // The text of a file is shown as it is, whatever it says.
  const words = named(elements, 'pre').reduce(
    (text, file) => text.replace(wordsOf(file), () => ''),
    body === undefined ? '' : wordsOf(body),
  )
  const stray = STRAY.exec(words)
  const doubled = /&amp;(amp|lt|gt|quot|#39|#x27);/.exec(source)
  return [
    ...(stray === null
      ? []
      : [`the page says "${stray.input.slice(Math.max(0, stray.index - 40), stray.index + 40)}"`]),
    ...(doubled === null ? [] : ['something is escaped twice']),
  ]
}
