import assert from 'node:assert/strict'
import { test } from 'node:test'
import { menuOf } from './navigation.ts'

const entries = [
  { label: 'Home', href: '/', permission: 'public' },
  { label: 'People and places', href: '/people-and-places', permission: 'public', also: ['/people'] },
  { label: 'Groups', href: '/groups', permission: 'public', under: 'Groups and events' },
  { label: 'Events', href: '/events', permission: 'public', under: 'Groups and events' },
  { label: 'Running Connects', href: '/running', permission: 'public' },
]

test('rooms that belong together are one entry of the menu, which leads to the first of them', () => {
  const { navigation, section } = menuOf(entries, '/')
  assert.deepEqual(
    navigation.map(({ text, href }) => `${text} ${href}`),
    [
      'Home /',
      'Groups and events /groups',
      'People and places /people-and-places',
      'Running Connects /running',
    ],
  )
  assert.deepEqual(
    navigation.filter((one) => one.current).map((one) => one.text),
    ['Home'],
  )
  assert.equal(section, null)
})

test('in one of them the others stand in a second row, and the entry is the current one', () => {
  const { navigation, section } = menuOf(entries, '/events/cyber-exercise')
  assert.equal(navigation.find((one) => one.current)?.text, 'Groups and events')
  assert.deepEqual(section, {
    label: 'Groups and events',
    links: [
      { text: 'Groups', href: '/groups', current: false },
      { text: 'Events', href: '/events', current: true },
    ],
  })
})

test('who may see one room of several has no second row, and the entry leads there', () => {
  const seen = entries.filter((entry) => entry.label !== 'Groups')
  assert.equal(menuOf(seen, '/events').navigation[1]?.href, '/events')
  assert.equal(menuOf(seen, '/events').section, null)
})

test('an address that only begins like a room is not in it', () => {
  assert.equal(menuOf(entries, '/groupsandmore').section, null)
})

test('of two rooms, one inside the other, the inner one is where the reader is', () => {
  const roaming = [
    { label: 'Govroam', href: '/govroam', permission: 'public', under: 'Network and Wi-Fi' },
    { label: 'Connect a device', href: '/govroam/connect', permission: 'public', under: 'Network and Wi-Fi' },
  ]
  const at = (path: string) =>
    menuOf([...entries, ...roaming], path)
      .section?.links.filter((one) => one.current)
      .map((one) => one.text)
  assert.deepEqual(at('/govroam/connect/medway'), ['Connect a device'])
  assert.deepEqual(at('/govroam/members'), ['Govroam'])
})
