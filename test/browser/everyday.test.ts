// The days between meetings, as a newcomer lives them in a real browser: into the group, a bulletin that not
// everybody may see, a place at an event, the lesson of a past project, and at home the action that the last
// meeting gave. In the partnership the demonstration is about, and in one that was set up from files alone.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBrowser } from '#test/support/browser.ts'
import type { Browser } from '#test/support/browsing.ts'
import { begin, fill, follow, look, press, signIn, variants, type Walk } from '#test/support/walk.ts'

type Everyday = {
  readonly of: string
  readonly newcomer: { readonly mail: string; readonly name: string }
  readonly group: { readonly code: string; readonly name: string; readonly isOpen: boolean }
  readonly secretary: string
  /** A bulletin that stands there already, or one that the secretary writes. */
  readonly bulletin: { readonly title: string; readonly isThere: boolean }
  readonly event: { readonly code: string; readonly title: string }
  readonly lesson: { readonly words: string; readonly title: string }
}

const partnerships: readonly Everyday[] = [
  {
    of: 'an information security lead of Kent Connects',
    newcomer: { mail: 'leadership@gravesham.example', name: 'Desmond Riverpier' },
    group: { code: 'information-security', name: 'Information Security Group', isOpen: true },
    secretary: 'security@kcc.example',
    bulletin: { title: 'Attacks on the remote access of councils', isThere: false },
    event: { code: 'cyber-exercise', title: 'Cyber exercise: a county without its network' },
    lesson: { words: 'e-learning training course', title: 'Short courses are finished, long ones are not' },
  },
  {
    of: 'a skills officer of the covenant board',
    newcomer: { mail: 'skills@medway.example', name: 'Portia Quarterdeck' },
    group: { code: 'vulnerable-veterans', name: 'Vulnerable veterans', isOpen: false },
    secretary: 'veterans@medway.example',
    bulletin: { title: 'A loan offer that targets veterans', isThere: false },
    event: { code: 'covenant-conference-2027', title: 'Armed Forces Covenant conference 2027' },
    lesson: {
      words: 'ever served reception',
      title: 'Ask “Have you ever served?” and not “Are you a veteran?”',
    },
  },
]

after(closeBrowser)

for (const everyday of partnerships) {
  for (const variant of variants) {
    test(`${everyday.of} joins, reads, books, finds and is reminded, at ${variant.width} pixels ${variant.scripts ? 'with' : 'without'} scripts`, async (t) => {
      const walk = await begin(t, variant)
      const secretary = await walk.app.browser(everyday.secretary)
      await writeBulletin(secretary, everyday)
      await comeIn(walk, secretary, everyday)
      await readBulletin(walk, everyday)
      await bookPlace(walk, everyday)
      await findLesson(walk, everyday)
      await giveAction(walk, secretary, everyday)
      await seeAtHome(walk, everyday)
      assert.deepEqual(walk.barriers, [], walk.barriers.join('\n'))
    })
  }
}

async function writeBulletin(secretary: Browser, { group, bulletin }: Everyday): Promise<void> {
  await secretary.open(`/groups/${group.code}/bulletins/new`)
  await secretary.send(
    {
      mark: 'TLP:AMBER:',
      title: bulletin.title,
      body: 'It was seen in two councils of another county last week. Tell your own people, and nobody else.',
      source: 'An invented national centre',
    },
    'Publish the bulletin',
  )
}

async function comeIn(walk: Walk, secretary: Browser, { newcomer, group }: Everyday): Promise<void> {
  const { page } = walk
  await signIn(walk, newcomer.name)
  if (!group.isOpen) {
    await secretary.open(`/groups/${group.code}/members/new`)
    await secretary.send({ person: walk.app.personOf(newcomer.mail) }, 'Add the member')
  }
  await page.goto('/groups')
  await look(walk, 'Groups')
  await page.goto(`/groups/${group.code}`)
  await look(walk, 'The group from outside')
  if (!group.isOpen) return
  await follow(walk, 'Join this group')
  await look(walk, 'Join')
  await press(walk, 'Join')
  await page.getByText(`You joined ${group.name}`).waitFor()
  await look(walk, 'The group from inside')
}

async function readBulletin(walk: Walk, { newcomer, bulletin }: Everyday): Promise<void> {
  const { page } = walk
  await signIn(walk, newcomer.name)
  await page.goto('/bulletins')
  await look(walk, 'Bulletins')
  await follow(walk, bulletin.title)
  await page.getByRole('heading', { level: 1, name: bulletin.title }).waitFor()
  await page.getByText('TLP:AMBER').first().waitFor()
  await look(walk, 'The bulletin')
}

async function bookPlace(walk: Walk, { event }: Everyday): Promise<void> {
  const { page } = walk
  await page.goto('/events')
  await look(walk, 'Events')
  await follow(walk, event.title)
  await page.getByRole('heading', { level: 1, name: event.title }).waitFor()
  await look(walk, 'The event')
  await follow(walk, /^\s*(Book a place|Join the waiting list)\s*$/)
  await fill(walk, { mode: 'Online' })
  await look(walk, 'Book a place')
  await press(walk, 'Book')
  await page
    .getByText(/You have a place|You are on the waiting list/)
    .first()
    .waitFor()
  await look(walk, 'The place')
}

async function findLesson(walk: Walk, { lesson }: Everyday): Promise<void> {
  const { page } = walk
  await page.locator('header input[name="words"], [role="search"] input').first().fill(lesson.words)
  await page.locator('header [role="search"] button, [role="search"] button').first().click()
  await page.locator('main mark').first().waitFor()
  await look(walk, 'What was found')
  await follow(walk, lesson.title)
  await look(walk, 'The lesson')
}

/** A meeting of the group today, at which the newcomer is given something to do. */
async function giveAction(walk: Walk, secretary: Browser, { newcomer, group }: Everyday): Promise<void> {
  await secretary.open('/meetings/new')
  await secretary.send(
    {
      group: group.name,
      startsAt: '2026-12-08 10:00',
      endsAt: '2026-12-08 12:00',
      place: 'Online',
    },
    'Plan the meeting',
  )
  const meeting = secretary.page.path
  await secretary.open(`${meeting}/items/new`)
  await secretary.send(
    { title: 'What was seen since the last meeting', kind: 'For discussion' },
    'Add the item',
  )
  await secretary.open(`${meeting}/publish`)
  await secretary.send({}, 'Publish the agenda')
  walk.app.clock.set('2026-12-08T10:05:00Z')
  await secretary.signIn(secretaryOf(group.code))
  await secretary.open(`${meeting}/attendance`)
  await secretary.send({}, 'Save')
  await secretary.open(meeting)
  await secretary.follow('What was seen since the last meeting')
  await secretary.follow('Record an undertaking')
  await secretary.send(
    {
      what: 'Ask every help desk who rang about it',
      owner: walk.app.personOf(newcomer.mail),
      dueOn: '2027-01-15',
    },
    'Record the undertaking',
  )
  await walk.app.drain()
}

const secretaryOf = (group: string): string =>
  partnerships.find((one) => one.group.code === group)?.secretary ?? assert.fail(group)

async function seeAtHome(walk: Walk, { newcomer }: Everyday): Promise<void> {
  const { page } = walk
  await signIn(walk, newcomer.name)
  await page.locator('main').getByText('Ask every help desk who rang about it').first().waitFor()
  await follow(walk, 'Ask every help desk who rang about it')
  await look(walk, 'The action')
}
