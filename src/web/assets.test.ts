import { test } from 'node:test'
import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { assets, faviconPath } from './assets.ts'

const files = assets()
const css = files.css.body.toString('utf8')
const js = files.js.body.toString('utf8')

test('nothing that belongs to GOV.UK alone is in the styles: typeface, crown, crest', () => {
  assert.equal(/GDS Transport|@font-face|govuk-crest|url\([^)]*(?:crest|crown|logo)/i.test(css), false)
  assert.match(css, /system-ui/)
})

test('every address in the styles is one of the files beside them', () => {
  const folder = files.css.path.replace(/[^/]+$/, '')
  for (const [, name = ''] of css.matchAll(/url\(([^)]+)\)/g)) {
    assert.ok(files.files.has(`${folder}${name}`), name)
  }
  assert.ok(files.files.has(faviconPath(files)))
})

test('the script is one module with nothing left to import or export', () => {
  assert.doesNotMatch(js, /^\s*(?:import|export)\b/m)
  assert.doesNotMatch(js, /export\{|sourceMappingURL/)
  assert.match(js, /initAll\(\)/)
})

test('the address holds the content, so the same content has the same address', () => {
  assert.match(files.css.path, /^\/assets\/[0-9a-f]{16}\/connects\.css$/)
  assert.equal(assets().css.path, files.css.path)
  assert.deepEqual(gunzipSync(files.css.gzip).toString(), css)
})
