import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawingFrom, pictureSize, planSize, type Drawing } from './plan.ts'

const svg = (inner: string, head = 'viewBox="0 0 100 50"') =>
  drawingFrom(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" ${head}>${inner}</svg>`)
const drawn = (inner: string): Drawing => {
  const found = svg(inner)
  assert.equal(typeof found, 'object', String(found))
  return found as Drawing
}

test('walls, rooms and words of a drawing are written anew', () => {
  const { drawing, width, height, leftOut } = drawn(
    `<g transform="translate(2,3)" id="walls"><path d="M0 0L10 10z" style="fill:none;stroke:#333;stroke-width:2px"/><rect x="1" y='2' width="3" height="4" class="w"/></g><text x="5" y="6" font-size="8">Stairs &amp; lift</text>`,
  )
  assert.equal(
    drawing,
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><g transform="translate(2,3)"><path d="M0 0L10 10z" fill="none" stroke="#333" stroke-width="2px"/><rect x="1" y="2" width="3" height="4"/></g><text x="5" y="6" font-size="8">Stairs &amp; lift</text></svg>',
  )
  assert.deepEqual([width, height, leftOut], [100, 50, []])
})

const HOSTILE: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'a script in capitals': '<SCRIPT>alert(1)</SCRIPT>',
  'a prefixed script': '<svg:script>alert(1)</svg:script>',
  'an event': '<rect width="1" height="1" onload="alert(1)" onclick="alert(1)"/>',
  'an event on the way in': '<g onmouseover="alert(1)"><path d="M0 0"/></g>',
  'a foreign object':
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example"/></body></foreignObject>',
  'a link': '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
  'a prefixed link': '<a xlink:href="javascript:alert(1)"><rect width="1" height="1"/></a>',
  'a use': '<use href="https://evil.example/x.svg#a"/>',
  'an image':
    '<image href="https://evil.example/x.png"/><image xlink:href="data:image/svg+xml;base64,AAAA"/>',
  'a style sheet':
    '<style>@import url(https://evil.example/x.css); rect{fill:url(https://evil.example)}</style>',
  'a style with an address':
    '<rect width="1" height="1" style="fill:url(https://evil.example/#a);background:url(javascript:alert(1))"/>',
  'a fill with an address':
    '<rect width="1" height="1" fill="url(https://evil.example/#a)" filter="url(#x)" mask="url(//evil.example)"/>',
  'an animation':
    '<rect width="1" height="1"><set attributeName="onload" to="alert(1)"/><animate attributeName="href" values="javascript:alert(1)"/></rect>',
  'an event behind an entity': '<rect width="1" height="1" fill="&quot; onload=&quot;alert(1)"/>',
  'markup in words': '<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>',
  'markup in character data': '<text><![CDATA[<script>alert(1)</script>]]></text>',
  'an instruction': '<?xml-stylesheet href="https://evil.example/x.xsl"?>',
  'a handler of its own': '<handler type="application/ecmascript">alert(1)</handler>',
  'a name that every object has': '<constructor/><__proto__ a="1"/><rect toString="1" width="1" height="1"/>',
}

for (const [what, inner] of Object.entries(HOSTILE))
  test(`nothing of ${what} passes into a plan`, () => {
    const { drawing } = drawn(`<path d="M0 0h5"/>${inner}`)
    assert.doesNotMatch(
      drawing,
      /<script|evil|javascript|url\(|\son\w+=|<style|<image|<use|<foreign|<set|<animate|href|<!|<\?|<handler|<constructor/i,
    )
    assert.match(drawing, /<path d="M0 0h5"\/>/)
    const names = [...drawing.matchAll(/<\/?([a-z]+)/g)].map((found) => found[1])
    assert.ok(names.every((name) => ['svg', 'g', 'path', 'rect', 'text', 'tspan'].includes(name ?? '')))
  })

test('what was left out is named', () => {
  assert.deepEqual(drawn('<path d="M0 0"/><image href="x"/><script>1</script><script>2</script>').leftOut, [
    'image',
    'script',
  ])
})

test('a drawing that declares entities, says no size, holds nothing or is cut off is refused in words', () => {
  const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg viewBox="0 0 1 1"><text>&b;</text></svg>`
  assert.match(String(drawingFrom(bomb)), /entities/)
  assert.match(String(svg('<path d="M0 0"/>', '')), /how large/)
  assert.match(String(svg('<script>1</script>')), /no lines or shapes/)
  assert.match(String(drawingFrom('<svg viewBox="0 0 1 1"><path d="M0')), /not a whole SVG/)
  assert.match(String(drawingFrom('<html><body>hello</body></html>')), /not a whole SVG/)
  assert.match(String(drawingFrom('hello')), /no lines or shapes/)
  assert.match(String(svg('<g>'.repeat(100) + '<path d="M0 0"/>')), /too deeply/)
  assert.match(String(svg('<path d="M0 0"/>'.repeat(7000))), /more than 6,000 shapes/)
  assert.match(String(drawingFrom('x'.repeat(3_000_000))), /smaller than 2 MB/)
})

test('a drawing made to take long is read in time', () => {
  const started = performance.now()
  svg(
    `<path d="${'M'.repeat(190_000)}!"/><rect transform="${'scale(1)'.repeat(5000)}x" ${'a '.repeat(50_000)}/>`,
  )
  svg(`<rect ${' '.repeat(200_000)}`)
  svg('<g '.repeat(60_000))
  assert.ok(performance.now() - started < 1000)
})

test('the size of a picture is read from its first bytes', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000320000001f4', 'hex')
  assert.deepEqual(pictureSize(png), { width: 800, height: 500 })
  assert.equal(pictureSize(Buffer.from('GIF89a')), undefined)
  assert.deepEqual(planSize(800, 500), { width: 1200, height: 750 })
})
