// Runs the official Nunjucks macros of govuk-frontend and the Ministry of Justice's frontend as typed
// functions, so that our markup is theirs: what they test for accessibility is what our readers get.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import nunjucks from 'nunjucks'
import { Html, safe } from '#platform/html/index.ts'
import { formatDate, formatDateTime, formatTime, londonDate } from '#platform/time/index.ts'

const packages = createRequire(import.meta.url)

/** The folder of an installed package that holds prebuilt front-end files. */
export const GOVUK_FOLDER = dirname(packages.resolve('govuk-frontend/package.json'))
export const MOJ_FOLDER = dirname(packages.resolve('@ministryofjustice/frontend/package.json'))

// Precompiled templates cannot follow the packages' own relative imports, so the environment reads the
// sources and keeps each template compiled: the first use of a macro costs some milliseconds, later ones little.
const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([join(GOVUK_FOLDER, 'dist'), MOJ_FOLDER], { noCache: false, watch: false }),
  { autoescape: true, trimBlocks: true, lstripBlocks: true },
)

// The timeline macro asks for dates by these filters; both give our one way of writing a date.
environment.addFilter('mojDate', (timestamp: string, kind: string) => dateInWords(timestamp, kind))
environment.addFilter('date', (timestamp: string) => dateInWords(timestamp, 'datetime'))

function dateInWords(timestamp: string, kind: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(timestamp)) return formatDate(Temporal.PlainDate.from(timestamp))
  const instant = Temporal.Instant.from(timestamp)
  if (kind === 'date') return formatDate(londonDate(instant))
  return kind === 'time' ? formatTime(instant) : formatDateTime(instant)
}

/** A macro as a function of its options. Html among the options is passed on as markup. */
export function macroOf<Options>(path: string, name: string): (options: Options) => Html {
  const call = `{% from "${path}/macro.njk" import ${name} %}`
  const plain = new nunjucks.Template(`${call}{{ ${name}(params) }}`, environment)
  const block = new nunjucks.Template(
    `${call}{% call ${name}(params) %}{{ caller | safe }}{% endcall %}`,
    environment,
  )
  return (options) => {
    const { caller, ...params } = unwrapped(options) as Record<string, unknown>
    return safe((caller === undefined ? plain : block).render({ params, caller }).trim())
  }
}

function unwrapped(value: unknown): unknown {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(unwrapped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unwrapped(one)]))
}
