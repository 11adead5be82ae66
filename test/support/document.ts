// A page as a reader's browser understands it: parsed by the rules of HTML, not searched as text.
import { parse, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

export type Document = {
  readonly source: string
  readonly elements: readonly Element[]
  /** What the parser had to put right, by its name in the HTML standard. */
  readonly errors: readonly string[]
  readonly quirks: boolean
}

const isElement = (node: Node): node is Element => 'tagName' in node

function* under(node: Node): Generator<Element> {
  if (isElement(node)) yield node
  const children = 'content' in node ? node.content.childNodes : 'childNodes' in node ? node.childNodes : []
  for (const child of children) yield* under(child)
}

/** Parses a whole page. */
export function readDocument(source: string): Document {
  const errors: string[] = []
  const tree = parse(source, {
    onParseError: ({ code, startLine }) => errors.push(`${code} (line ${startLine})`),
  })
  return { source, elements: [...under(tree)], errors, quirks: tree.mode !== 'no-quirks' }
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

/** The element and everything in it, in the order of the page. */
export const within = (element: Element): Element[] => [...under(element)]

export const named = (elements: readonly Element[], ...tags: readonly string[]): Element[] =>
  elements.filter((one) => tags.includes(one.tagName))

export function ancestorsOf(element: Element): Element[] {
  const found: Element[] = []
  for (
    let node: Node | null = element.parentNode;
    node !== null && 'parentNode' in node;
    node = node.parentNode
  ) {
    if (isElement(node)) found.push(node)
  }
  return found
}

/** The words in it as they are read, with single spaces. */
export function wordsOf(node: Node): string {
  const pieces: string[] = []
  const walk = (one: Node): void => {
    if ('value' in one && one.nodeName === '#text') pieces.push(one.value)
    if (isElement(one) && ['script', 'style', 'template'].includes(one.tagName)) return
    if ('childNodes' in one) for (const child of one.childNodes) walk(child)
    if (isElement(one) && BLOCKS.has(one.tagName)) pieces.push(' ')
  }
  walk(node)
  return pieces.join('').replaceAll(/\s+/g, ' ').trim()
}

const BLOCKS = new Set([
  'p',
  'div',
  'li',
  'td',
  'th',
  'tr',
  'dt',
  'dd',
  'h1',
  'h2',
  'h3',
  'option',
  'legend',
  'br',
  'section',
])

/** What the page says between its head and its foot. */
export function mainWords(document: Document): string {
  const main = named(document.elements, 'main')[0]
  return main === undefined ? '' : wordsOf(main)
}

export const headingOf = (document: Document): string => {
  const first = named(document.elements, 'h1')[0]
  return first === undefined ? '' : wordsOf(first)
}
