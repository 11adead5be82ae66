// The way between the pages of the federation: few entries, everything within, and nothing for those who may not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { federationNavigation, GROUPS } from './frame.ts'

const ADDRESSES = [
  '',
  '/agents',
  '/certificates',
  '/generations',
  '/members',
  '/realms',
  '/report',
  '/secrets',
  '/servers',
  '/settings',
  '/sites',
  '/sources',
  '/statistics',
  '/status',
].map((path) => `/govroam${path}`)

const hrefs = (current: string, runs: boolean): readonly string[] =>
  [...federationNavigation(current, runs).text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '')

test('six entries lead to every page of the federation, from every page of it', () => {
  assert.ok(GROUPS.length <= 6)
  assert.deepEqual(GROUPS.flatMap(({ pages }) => pages.map(({ href }) => href)).toSorted(), ADDRESSES)
  for (const { pages } of GROUPS)
    for (const { href } of pages) {
      const shown = federationNavigation(href, true).text
      for (const other of pages)
        assert.ok(hrefs(href, true).includes(other.href), `${href} leads to ${other.href}`)
      for (const group of GROUPS) assert.ok(hrefs(href, true).includes(group.pages[0]?.href ?? ''))
      assert.equal(shown.match(/aria-current="page"/g)?.length, pages.length > 1 ? 2 : 1)
    }
})

test('who does not run the federation is led to nothing that is kept from them', () => {
  const kept = new Set(
    GROUPS.flatMap(({ pages }) => pages.filter(({ runs }) => runs).map(({ href }) => href)),
  )
  for (const address of ADDRESSES)
    for (const href of hrefs(address, false)) assert.ok(!kept.has(href), `${address} leads to ${href}`)
})
