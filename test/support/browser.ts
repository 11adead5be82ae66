// A real Chromium for the browser tests, started once a process, and axe to look at a page for barriers.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

// The browser's package brings its own system libraries, but unpacks them only where it believes it is on this
// platform; without them Chromium does not start on a bare Debian.
const BARE_MACHINE = 'AWS_Lambda_nodejs22.x'

// Only what a container needs. The package's own arguments would switch off the very checks (CSP, same origin) under test.
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage']

const started = new Map<'browser', Promise<Browser>>()

/** The browser of this process. Close it in `after` with `closeBrowser()`. */
export function browser(): Promise<Browser> {
  const running = started.get('browser') ?? launch()
  started.set('browser', running)
  return running
}

export async function closeBrowser(): Promise<void> {
  const running = started.get('browser')
  started.delete('browser')
  await (await running)?.close()
}

async function launch(): Promise<Browser> {
  process.env['AWS_EXECUTION_ENV'] ??= BARE_MACHINE
  const [{ chromium }, { default: packed }] = await Promise.all([
    import('playwright-core'),
    import('@sparticuz/chromium'),
  ])
  return chromium.launch({ executablePath: await packed.executablePath(), args: ARGUMENTS, headless: true })
}

export type Barrier = { readonly rule: string; readonly help: string; readonly where: readonly string[] }

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The violations of WCAG 2.2 A and AA, and of axe's best practice, on the page as it stands. Evaluated in the page, which no policy of the page forbids. */
export async function axe(page: Page): Promise<Barrier[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const run = (
      globalThis as unknown as {
        axe: {
          run: (
            options: object,
          ) => Promise<{ violations: { id: string; help: string; nodes: { target: unknown[] }[] }[] }>
        }
      }
    ).axe
    const { violations } = await run.run({ resultTypes: ['violations'] })
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target }) => target.join(' ')),
    }))
  })
  return found.map(({ id, help, where }) => ({ rule: id, help, where }))
}
