// The lists of the register at the size of a county with 1,200 further members: read page after page with their filters,
// each row once, and whole as a file.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { addMembers } from '#test/support/large-register.ts'
import { ROWS_A_PAGE } from './views/frame.ts'

const MEMBERS = 1200

appTest('every list of the register goes on after its page, and its file holds all of it', async (app) => {
  await addMembers(app.connects, MEMBERS)
  const tess = await app.browser('roaming@kcc.example')
  for (const [list, rowsOfEach, mark] of [
    ['/govroam/members', 1, /^Body \d{4},/],
    ['/govroam/realms', 2, /^(staff\.)?m\d{4}\.example,/],
    ['/govroam/servers', 2, /^m\d{4}-[12],/],
    ['/govroam/sites', 1, /^Office \d{4},/],
  ] as const) {
    const lines = (await tess.get(`${list}?format=csv`)).body.split('\r\n')
    const ours = lines.filter((line) => mark.test(line))
    assert.equal(ours.length, MEMBERS * rowsOfEach, `${list} as CSV`)
    assert.equal(new Set(ours).size, ours.length)
    const seen: string[] = []
    let next: string | undefined = list
    // Two pages and the last of a long list are enough to see that none overlaps.
    for (let pages = 0; next !== undefined && pages < 3; pages += 1) {
      const { body } = await tess.get(next)
      const rows = [...body.matchAll(/<tr[^>]*>(?:(?!<\/tr>)[\s\S])*?<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(
        ([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '').trim(),
      )
      const shown = rows.slice(1)
      assert.equal(shown.length, ROWS_A_PAGE, `${list}, page ${pages + 1}`)
      seen.push(...shown)
      next = /href="([^"]*[?&](?:amp;)?after=[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
    }
    assert.ok(next, `${list} goes on`)
    assert.equal(new Set(seen).size, seen.length, `${list} shows each row once`)
  }
  await tess.open('/govroam/members?search=staff.m0007')
  assert.match(tess.page.words, /Body 0007/)
  assert.doesNotMatch(tess.page.words, /Body 0008/)
  const filtered = (await tess.get('/govroam/realms?search=staff.&state=proven')).body
  assert.match(/href="([^"]*after=[^"]*)"/.exec(filtered)?.[1] ?? '', /search=staff\.&amp;state=proven/)
  assert.equal((await tess.get('/govroam/members?after=nonsense')).status, 422)
})
