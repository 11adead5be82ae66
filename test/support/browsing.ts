// A browser without a screen: it keeps its cookies, goes where a 303 sends it, fills in the forms it is shown,
// and holds every page it gets to the rules for pages.
import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import { assertNoDefect } from './defects.ts'
import {
  attribute,
  headingOf,
  mainWords,
  named,
  readDocument,
  within,
  wordsOf,
  type Document,
} from './document.ts'
import { bodyOf, filled, formsOf, type Answers, type Form } from './form.ts'
import { pageFaults, type KnownAddress } from './page-faults.ts'

type Header = string | string[] | number | undefined

export type Answered = {
  readonly status: number
  readonly body: string
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, Header>>
  readonly location: string | undefined
  /** Where the browser is now. */
  readonly path: string
  /** The page, when it is one. */
  readonly document: Document | undefined
  readonly heading: string
  /** What it says between head and foot. */
  readonly words: string
}

type Headers = Readonly<Record<string, string>>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'

export type Served = {
  readonly web: FastifyInstance
  readonly known: KnownAddress
  /** The tables a GET may not have touched but did, since it was last asked; undefined where that cannot be counted. */
  readonly wrote?: () => Promise<readonly string[]>
}

export type Browser = {
  readonly cookies: Map<string, string>
  /** The page last opened. */
  readonly page: Answered
  /** Goes back to a page that was open before. */
  back(page: Answered): void
  /** The token of the open page's forms; '' when it has none. */
  token(): string
  /** The token of this browser, fetched if need be. */
  csrf(): Promise<string>
  /** Any request at all. */
  request(method: Method, path: string, headers: Headers, payload?: string | Buffer): Promise<Answered>
  /** One request, without following it. */
  get(path: string, headers?: Headers): Promise<Answered>
  /** Posts fields as they are, with the token of this browser unless one is given. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Headers): Promise<Answered>
  /** Opens a page that must be there. */
  open(path: string): Promise<Answered>
  /** Follows the link with these words. */
  follow(words: string | RegExp): Promise<Answered>
  /** Fills in the form of the page and sends it; it must be taken. Gives the page it leads to. */
  send(answers?: Answers, button?: string): Promise<Answered>
  /** Fills in the form and sends it; whatever comes back is the page. */
  attempt(answers?: Answers, button?: string): Promise<Answered>
  /** Signs in by name, as the demonstration offers. */
  signIn(mail: string): Promise<void>
}

const HOST = 'localhost:3000'
const MOST_HOPS = 6

/** A browser of its own, with nothing in it. */
export function browsing(served: Served, personOf: (mail: string) => string): Browser {
  const cookies = new Map<string, string>()
  const now: { page: Answered | undefined } = { page: undefined }

  async function request(
    method: Method,
    path: string,
    headers: Headers,
    payload?: string | Buffer,
  ): Promise<Answered> {
    const answer = await served.web.inject({
      method,
      url: path,
      headers: {
        host: HOST,
        accept: 'text/html',
        ...(cookies.size === 0
          ? {}
          : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) cookies.delete(name)
      else cookies.set(name, value)
    }
    const isPage = String(answer.headers['content-type'] ?? '').startsWith('text/html')
    const document = isPage ? readDocument(answer.body) : undefined
    if (document !== undefined)
      assert.deepEqual(
        pageFaults(document, path, served.known),
        [],
        `${method} ${path} (${answer.statusCode})`,
      )
    assertNoDefect(answer.statusCode, `${method} ${path}`, answer.body)
    return {
      status: answer.statusCode,
      body: answer.body,
      bytes: answer.rawPayload,
      headers: answer.headers,
      location: answer.headers.location,
      path,
      document,
      heading: document === undefined ? '' : headingOf(document),
      words: document === undefined ? '' : mainWords(document),
    }
  }

  async function get(path: string, headers: Headers = {}): Promise<Answered> {
    await served.wrote?.()
    const answer = await request('GET', path, headers)
    const wrote = (await served.wrote?.()) ?? []
    assert.deepEqual(wrote, [], `GET ${path} wrote`)
    return answer
  }

  async function csrf(): Promise<string> {
    return tokenIn(now.page?.document) ?? tokenIn((await get('/sign-in/code')).document) ?? ''
  }

  async function landed(first: Answered): Promise<Answered> {
    let answer = first
    for (let hop = 0; answer.status === 303; hop += 1) {
      assert.ok(hop < MOST_HOPS, `${first.path} leads on and on, at last to ${answer.location}`)
      answer = await get(answer.location ?? '/')
    }
    now.page = answer
    return answer
  }

  async function submit(form: Form, answers: Answers, button: string | undefined): Promise<Answered> {
    const pressed = button === undefined ? undefined : form.buttons.find((one) => one.text === button)
    const { fields, uploads } = filled(form, answers)
    const all =
      pressed === undefined || pressed.name === ''
        ? fields
        : [...fields, [pressed.name, pressed.value] as const]
    const { payload, type } = bodyOf({ fields: all, uploads }, form.multipart)
    return request(
      'POST',
      form.action,
      { 'content-type': type, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' },
      payload,
    )
  }

  async function attempt(answers: Answers = {}, button?: string): Promise<Answered> {
    const wanted = await withRows(answers)
    const answer = await submit(formFor(current(), wanted, button), wanted, button)
    if (answer.status !== 303) now.page = answer
    return answer
  }

  // A further row of a repeating group is asked for as a reader without scripts does: by "Add another".
  async function withRows(answers: Answers): Promise<Answers> {
    for (let guard = 0; guard < 40; guard += 1) {
      const form = formFor(current(), {}, undefined, Object.keys(answers))
      const missing = Object.keys(answers)
        .map((name) => (/^(.+)-\d+-/.exec(name)?.[1] === undefined ? undefined : name))
        .find(
          (name) =>
            name !== undefined &&
            !form.controls.some((one) => one.name === name || one.name.startsWith(`${name}-`)),
        )
      const group = missing === undefined ? undefined : /^(.+)-\d+-/.exec(missing)?.[1]
      if (group === undefined) return answers
      const present = Object.fromEntries(
        Object.entries(answers).filter(([name]) =>
          form.controls.some((one) => one.name === name || one.name.startsWith(`${name}-`)),
        ),
      )
      const { fields, uploads } = filled(form, present)
      const { payload, type } = bodyOf({ fields: [...fields, ['_more', group]], uploads }, form.multipart)
      const answer = await request('POST', form.action, { 'content-type': type }, payload)
      assert.equal(
        answer.status,
        200,
        `another row of ${group} at ${form.action}: ${answer.words.slice(0, 300)}`,
      )
      now.page = answer
    }
    throw new Error('The form never shows enough rows.')
  }

  const current = (): Answered => now.page ?? assert.fail('No page is open.')

  return {
    cookies,
    get page() {
      return current()
    },
    get,
    request,
    csrf,
    token: () => tokenIn(now.page?.document) ?? '',
    back(page) {
      now.page = page
    },
    async post(path, fields, headers = {}) {
      const token = Object.hasOwn(fields, '_csrf') ? {} : { _csrf: await csrf() }
      return request(
        'POST',
        path,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams({ ...token, ...fields }).toString(),
      )
    },
    async open(path) {
      const answer = await landed(await get(path))
      assert.equal(answer.status, 200, `${path}: ${answer.words.slice(0, 300)}`)
      assert.ok(path.startsWith('/sign-in') || !answer.path.startsWith('/sign-in'), `${path} asks to sign in`)
      return answer
    },
    async follow(words) {
      const links = named(current().document?.elements ?? [], 'a')
      const link =
        typeof words === 'string'
          ? (links.find((one) => wordsOf(one) === words) ??
            links.find((one) => wordsOf(one).startsWith(words)))
          : links.find((one) => words.test(wordsOf(one)))
      if (link === undefined)
        assert.fail(
          `There is no link "${String(words)}" on ${current().path}. There are: ${[...new Set(links.map(wordsOf))].join(' | ')}`,
        )
      const answer = await landed(
        await get(
          new URL(attribute(link, 'href') ?? '', `http://${HOST}${current().path}`).href.replace(
            `http://${HOST}`,
            '',
          ),
        ),
      )
      assert.equal(answer.status, 200, `${String(words)}: ${answer.words.slice(0, 300)}`)
      return answer
    },
    attempt,
    async send(answers = {}, button) {
      const from = current().path
      const sent = await attempt(answers, button)
      assert.equal(sent.status, 303, `${from} was not taken: ${faultsIn(sent)}`)
      const answer = await landed(sent)
      assert.equal(answer.status, 200, `after ${from}: ${answer.status} ${answer.words.slice(0, 300)}`)
      return answer
    },
    async signIn(mail) {
      const sent = await this.post('/sign-in/as', { person: personOf(mail) })
      assert.deepEqual(
        [sent.status, sent.location],
        [303, '/'],
        `signing in as ${mail}: ${sent.words.slice(0, 200)}`,
      )
      await landed(sent)
    },
  }
}

function tokenIn(document: Document | undefined): string | undefined {
  const token = named(document?.elements ?? [], 'input').find((one) => attribute(one, 'name') === '_csrf')
  return token === undefined ? undefined : attribute(token, 'value')
}

/** What a page says is wrong. */
export function faultsIn({ document, status, words, body }: Answered): string {
  const summary = (document?.elements ?? []).find((one) =>
    (attribute(one, 'class') ?? '').split(' ').includes('govuk-error-summary'),
  )
  return `${status} ${summary === undefined ? (words || body).slice(0, 400) : wordsOf(summary)}`
}

function formFor(
  page: Answered,
  answers: Answers,
  button: string | undefined,
  hints: readonly string[] = [],
): Form {
  if (page.document === undefined) throw new Error(`${page.path} is no page.`)
  const forms = formsOf(page.document, page.path).filter((one) => one.method === 'post')
  const wanted = [...Object.keys(answers), ...hints]
  const asks = (form: Form): number =>
    wanted.filter((name) =>
      form.controls.some(
        (one) =>
          one.name === name ||
          one.name.startsWith(`${name}-`) ||
          one.name.startsWith(name.replace(/-\d+-.*/, '-')),
      ),
    ).length
  const pressable =
    button === undefined ? forms : forms.filter((one) => one.buttons.some(({ text }) => text === button))
  const best = pressable.toSorted((one, other) => asks(other) - asks(one))[0]
  if (best === undefined)
    throw new Error(
      `${page.path} ("${page.heading}") has no form${button === undefined ? '' : ` with the button "${button}"`}. Buttons: ${forms.flatMap((one) => one.buttons.map(({ text }) => text)).join(' | ')}`,
    )
  return best
}

/** The addresses a page links to within the site, without their fragments. */
export function linksOf(page: Answered): string[] {
  const elements = page.document === undefined ? [] : within(named(page.document.elements, 'body')[0]!)
  return [
    ...new Set(
      named(elements, 'a').flatMap((one) => {
        const href = attribute(one, 'href') ?? ''
        if (!URL.canParse(href, `http://${HOST}${page.path}`)) return []
        const url = new URL(href, `http://${HOST}${page.path}`)
        return url.host === HOST ? [`${url.pathname}${url.search}`] : []
      }),
    ),
  ]
}
