// The styles and the script of every page, joined once at start from the official prebuilt files and our own,
// under a name made of their content: a browser may keep them for ever, and an upgrade changes the name.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { GOVUK_FOLDER, MOJ_FOLDER } from './macros.ts'

export type Asset = {
  readonly path: string
  readonly type: string
  readonly body: Buffer
  readonly gzip: Buffer
}

export type Assets = {
  readonly css: Asset
  readonly js: Asset
  /** Everything to serve with `cache-control: public, max-age=31536000, immutable`, by path. */
  readonly files: ReadonlyMap<string, Asset>
}

const OWN = join(import.meta.dirname, 'browser')

// The typeface, the crown and the crest belong to GOV.UK and may be used there only.
const SYSTEM_SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif'
const TRANSPORT = /GDS Transport,\s*arial,\s*sans-serif/gi
const FONT_FACE = /(?:\/\*![^*]*Calvert[^*]*\*\/)?@font-face\s*\{[^}]*\}/g
const CREST = /url\(\/assets\/images\/govuk-crest\.svg\)/g
const ICON = /url\(\/assets\/images\/([a-z0-9-]+\.svg)\)/g

const withoutMap = (text: string): string =>
  text.replace(/\/[/*]# sourceMappingURL=.*$/m, '').replace('@charset "UTF-8";', '')

function styles(): { text: string; icons: string[] } {
  const moj = readFileSync(join(MOJ_FOLDER, 'moj/moj-frontend.min.css'), 'utf8')
  const govuk = readFileSync(join(GOVUK_FOLDER, 'dist/govuk/govuk-frontend.min.css'), 'utf8')
  const own = ['connects.css', 'print.css'].map((name) => readFileSync(join(OWN, name), 'utf8')).join('\n')
  // The Ministry's file repeats GOV.UK's own custom properties as they were some releases ago, so it goes first.
  const official = `${withoutMap(moj)}\n${withoutMap(govuk)}`
    .replace(FONT_FACE, '')
    .replace(TRANSPORT, SYSTEM_SANS)
    .replace(CREST, 'none')
  const icons = [...new Set([...official.matchAll(ICON)].map((match) => match[1] ?? ''))]
  return { text: `@charset "UTF-8";${official.replace(ICON, 'url($1)')}\n${own}`, icons }
}

function script(): string {
  const govuk = readFileSync(join(GOVUK_FOLDER, 'dist/govuk/govuk-frontend.min.js'), 'utf8')
  const joined = withoutMap(govuk).replace(/export\s*\{[^}]*\};?\s*$/, '')
  if (joined.includes('export{'))
    throw new TypeError('govuk-frontend.min.js no longer ends in one export list')
  return `${joined}\n${readFileSync(join(OWN, 'connects.js'), 'utf8')}`
}

/** Reads and joins everything; call once at start. */
export function assets(): Assets {
  const { text, icons } = styles()
  const js = script()
  const images = icons.map((name) => ({
    name,
    body: readFileSync(join(MOJ_FOLDER, 'moj/assets/images', name)),
  }))
  const favicon = readFileSync(join(OWN, 'favicon.svg'))
  const digest = createHash('sha256').update(text).update(js).update(favicon)
  for (const image of images) digest.update(image.body)
  const folder = `/assets/${digest.digest('hex').slice(0, 16)}`
  const asset = (name: string, type: string, body: Buffer): Asset => ({
    path: `${folder}/${name}`,
    type,
    body,
    gzip: gzipSync(body),
  })
  const css = asset('connects.css', 'text/css; charset=utf-8', Buffer.from(text))
  const all = [
    css,
    asset('connects.js', 'text/javascript; charset=utf-8', Buffer.from(js)),
    asset('favicon.svg', 'image/svg+xml', favicon),
    ...images.map(({ name, body }) => asset(name, 'image/svg+xml', body)),
  ]
  const [, second] = all
  return { css, js: second ?? css, files: new Map(all.map((one) => [one.path, one])) }
}

/** Where the favicon lies beside the styles. */
export const faviconPath = (files: { readonly css: { readonly path: string } }): string =>
  files.css.path.replace(/[^/]+$/, 'favicon.svg')
