// Every link that a page shows is followed as the people who see it: it must lead to a page of theirs, and the
// page must hold to the rules for pages. A link that ends in "you may not" is a promise broken.
import assert from 'node:assert/strict'
import { appTest, isLong, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { onlookers, onlookersEveryDay } from '#test/support/people.ts'

// How many addresses of one route are looked at: records of a kind differ in state, so some of each.
const OF_EACH_ROUTE = isLong ? 3 : 1

// Sign-in by name leads away from what is being looked at.
const LEFT_OUT = new Set(['/sign-in', '/sign-in/as', '/sign-in/again', '/sign-out'])

async function crawl(
  app: App,
  browser: Browser,
  isVisitor: boolean,
): Promise<{ faults: string[]; routes: ReadonlySet<string> }> {
  const faults: string[] = []
  const seen = new Set<string>(['/'])
  const counts = new Map<string, number>()
  const waiting: { path: string; from: string }[] = [{ path: '/', from: 'the start' }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, from } = next
    const answer = await browser
      .get(path)
      .catch((error: unknown) => `${error instanceof Error ? error.message : String(error)}`)
    if (typeof answer === 'string') {
      faults.push(`${path} (from ${from}): ${answer.slice(0, 1500)}`)
      continue
    }
    // A visitor is told of pages for those who sign in, and asked to.
    const mustSignIn = answer.status === 303 && (answer.location ?? '').startsWith('/sign-in?') && isVisitor
    if (answer.status !== 200 && !mustSignIn)
      faults.push(`${path} (from ${from}) answers ${answer.status}: ${answer.words.slice(0, 200)}`)
    for (const link of linksOf(answer)) {
      const route = app.routeOf(link)
      const key = `${route}${link.includes('?') ? '?' : ''}`
      if (
        route === undefined ||
        seen.has(link) ||
        LEFT_OUT.has(route) ||
        (counts.get(key) ?? 0) >= OF_EACH_ROUTE
      )
        continue
      seen.add(link)
      counts.set(key, (counts.get(key) ?? 0) + 1)
      waiting.push({ path: link, from: path })
    }
  }
  return { faults, routes: new Set([...seen].map((path) => app.routeOf(path) ?? path)) }
}

for (const [who, mail] of Object.entries({
  ...(isLong ? onlookers : onlookersEveryDay),
  'a visitor': undefined,
})) {
  appTest(
    `every link that ${who} is shown leads to a page of theirs, and every page is well made`,
    async (app) => {
      const { faults, routes } = await crawl(app, await app.browser(mail), mail === undefined)
      assert.deepEqual(faults, [], `${faults.length} faults:\n${faults.join('\n')}`)
      assert.ok(
        routes.size > (mail === undefined ? 8 : 20),
        `only ${routes.size} routes were reached: ${[...routes].join(' ')}`,
      )
    },
  )
}
