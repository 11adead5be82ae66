// A browser that signs in as one of the named cast, as far as the figures need one: cookies, and the hidden
// fields of forms.

export type Visitor = {
  /** For the head of a request: the cookies of this browser. */
  readonly cookie: () => string
  get(path: string): Promise<{ status: number; text: string; location: string | null }>
  post(
    path: string,
    answers: Readonly<Record<string, string>>,
  ): Promise<{ status: number; text: string; location: string | null }>
}

/** Signs in by name, as the demonstration offers it. */
export async function signedIn(url: string, name: string): Promise<Visitor> {
  const visitor = browser(url)
  const page = await visitor.get('/sign-in')
  const button = page.text.split('<button').find((part) => part.includes(`Sign in as ${name}`))
  const person = /value="([^"]+)"/.exec(button ?? '')?.[1]
  if (person === undefined) throw new Error(`The sign-in page does not offer ${name}.`)
  const answer = await visitor.post('/sign-in/as', { _csrf: hiddenIn(page.text, '_csrf'), person })
  if (answer.status !== 303)
    throw new Error(`${name} could not sign in: ${answer.status} ${answer.text.slice(0, 500)}`)
  return visitor
}

/** The value of a hidden field of a page. */
export function hiddenIn(page: string, field: string): string {
  const value = new RegExp(`name="${field}" value="([^"]*)"`).exec(page)?.[1]
  if (value === undefined) throw new Error(`The page has no hidden field ${field}.`)
  return value
}

/** A browser with nothing in it. */
export function browser(url: string): Visitor {
  const cookies = new Map<string, string>()
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  async function ask(
    path: string,
    init: RequestInit,
  ): Promise<{ status: number; text: string; location: string | null }> {
    const answer = await fetch(`${url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { cookie: cookie(), ...(init.headers as Record<string, string>) },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
  }
  return {
    cookie,
    get: (path) => ask(path, { headers: { accept: 'text/html' } }),
    post: (path, answers) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(answers).toString(),
      }),
  }
}
