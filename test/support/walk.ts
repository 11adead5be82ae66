// A walk through the application in a real browser: sign in, follow, fill in, press, and at every stop look for
// barriers that axe can find and for what runs out of the window. With scripts and without, on a desk and a phone.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { committedApp, isLong, type Committed } from './app.ts'
import { axe, browser } from './browser.ts'

// Where pictures of the way are kept, for somebody to look at; none without it.
const PICTURES = process.env['CONNECTS_TEST_PICTURES']

export type Variant = { readonly width: number; readonly scripts: boolean }
export type Walk = {
  readonly app: Committed
  readonly page: Page
  readonly variant: Variant
  readonly barriers: string[]
  count: number
}

/** Every day a phone with scripts; all four when everything is asked for. */
export const variants: readonly Variant[] = isLong
  ? [
      { width: 1280, scripts: true },
      { width: 320, scripts: true },
      { width: 1280, scripts: false },
      { width: 320, scripts: false },
    ]
  : [{ width: 320, scripts: true }]

export async function begin(t: TestContext, variant: Variant): Promise<Walk> {
  const app = await committedApp(t, { listens: true })
  const context = await (
    await browser()
  ).newContext({
    viewport: { width: variant.width, height: 900 },
    javaScriptEnabled: variant.scripts,
    baseURL: app.url,
  })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const barriers: string[] = []
  page.on(
    'console',
    (message) =>
      void (
        message.type() === 'error' &&
        !message.text().includes('Failed to load resource') &&
        barriers.push(`${page.url()}: ${message.text()}`)
      ),
  )
  page.on('pageerror', (error) => void barriers.push(`${page.url()}: ${error.message}`))
  return { app, page, variant, barriers, count: 0 }
}

/** Looks at the page as it stands: barriers, width, and a picture when asked for. */
export async function look(walk: Walk, name: string): Promise<void> {
  const { page, variant, barriers } = walk
  walk.count += 1
  if (variant.scripts) {
    for (const barrier of await axe(page))
      barriers.push(
        `${name} (${new URL(page.url()).pathname}): ${barrier.rule}: ${barrier.help} at ${barrier.where.slice(0, 3).join(', ')}`,
      )
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    if (over > 0)
      barriers.push(
        `${name} (${new URL(page.url()).pathname}) runs ${over} pixels out of the window: ${await widest(page)}`,
      )
  }
  if (PICTURES === undefined) return
  const place = join(PICTURES, `${variant.width}-${variant.scripts ? 'scripts' : 'plain'}`)
  mkdirSync(place, { recursive: true })
  await page.screenshot({
    path: join(
      place,
      `${String(walk.count).padStart(2, '0')}-${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.png`,
    ),
    fullPage: true,
  })
}

/** What reaches farthest to the right without a box around it that scrolls. */
function widest(page: Page): Promise<string> {
  return page.evaluate(() => {
    const inBox = (one: Element): boolean => {
      for (let above = one.parentElement; above !== null; above = above.parentElement)
        if (getComputedStyle(above).overflowX !== 'visible' && above !== document.documentElement) return true
      return false
    }
    // Of several that reach as far, the narrowest is what pushes.
    const found = [...document.querySelectorAll('main *')]
      .filter((one) => !inBox(one))
      .toSorted(
        (one, other) =>
          Math.round(other.getBoundingClientRect().right - one.getBoundingClientRect().right) ||
          one.getBoundingClientRect().width - other.getBoundingClientRect().width,
      )[0]
    return found === undefined
      ? ''
      : `${found.tagName.toLowerCase()}.${found.className}: ${(found.textContent ?? '').trim().slice(0, 60)}`
  })
}

export async function signIn(walk: Walk, name: string): Promise<void> {
  const { page } = walk
  await page.goto('/sign-in')
  if (walk.count === 0) await look(walk, 'Sign in')
  const button = page.getByRole('button', { name: `Sign in as ${name}`, exact: true })
  // Those whom a newcomer need not be stand folded away.
  const folded = page.locator('main details:not([open]) > summary')
  while ((await button.count()) === 0 && (await folded.count()) > 0) await folded.first().click()
  await button.click()
  await page.getByRole('heading', { level: 1, name: 'What needs you' }).waitFor()
  await look(walk, `Home of ${name}`)
}

export const press = (walk: Walk, name: string): Promise<void> =>
  walk.page.locator('main').getByRole('button', { name, exact: true }).last().click()
// A link that looks like a button has the role of one.
export const follow = (walk: Walk, name: string | RegExp): Promise<void> =>
  walk.page.locator('main a').filter({ hasText: name }).first().click()

/** Fills in the form by the names of its controls, as a test without a browser does. */
export async function fill(
  walk: Walk,
  answers: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  const { page } = walk
  for (const [name, answer] of Object.entries(answers)) {
    const group = /^(.+)-\d+-/.exec(name)?.[1]
    const there = page.locator(`main [name="${name}"], main [name="${name}-day"], main [name="${name}-date"]`)
    if (group !== undefined && (await there.count()) === 0)
      await page.locator(`main button[name="_more"][value="${group}"]`).click()
    await there.first().waitFor({ state: 'attached' })
    for (const one of [answer].flat()) await answerOne(page, name, one, there.first())
  }
}

async function answerOne(page: Page, name: string, answer: string, first: Locator): Promise<void> {
  const control = (await first.getAttribute('name')) ?? ''
  const kind = (await first.getAttribute('type')) ?? ''
  if (control === `${name}-day`) {
    const [year = '', month = '', day = ''] = answer.split('-')
    for (const [part, value] of Object.entries({ day, month, year }))
      await page.locator(`main [name="${name}-${part}"]`).fill(value)
  } else if (control === `${name}-date`) {
    const [date = '', time = ''] = answer.split(' ')
    await page.locator(`main [name="${name}-date"]`).fill(date)
    await page.locator(`main [name="${name}-time"]`).fill(time)
  } else if (kind === 'radio' || kind === 'checkbox') {
    for (const option of await page.locator(`main [name="${name}"]`).all()) {
      const label = await page.locator(`label[for="${await option.getAttribute('id')}"]`).textContent()
      if (label?.trim().startsWith(answer) === true) return option.check()
    }
    throw new Error(`${answer} is not on offer for ${name}`)
  } else if ((await first.locator('option').count()) > 0) {
    const words = await first.locator('option').allTextContents()
    await first.selectOption({ label: words.find((one) => one.trim().startsWith(answer)) ?? answer })
  } else await first.fill(answer)
}
