// A desk in another council's office as a constable finds it on a phone: Canterbury for the afternoon of the next working
// day, in a few presses and without scripts; why the desk beside it is not hers; checked in by the code that lies there.
// Then the office's manager, who prints the codes, changes a rule, sees first whom it meets, and reads what partners gave
// each other last month.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBrowser } from '#test/support/browser.ts'
import { begin, fill, follow, look, press, signIn, variants, type Walk } from '#test/support/walk.ts'

const CONSTABLE = 'Josie Nightbeat'
const MANAGER = 'Theo Deskwright'
const OFFICE = 'Canterbury City Council'
const MANAGE = '/workspaces/canterbury-office/manage'
// Monday 23 November 2026, shortly before 1pm.
const BEFORE_ONE = '2026-11-23T12:55:00Z'
// Book a workspace, find, choose, book; and first the menu, where scripts fold it away on a phone.
const MOST_PRESSES = 5

after(closeBrowser)

// On a phone without scripts first: that is how somebody between two calls does it.
const phoneFirst = [
  { width: 320, scripts: false },
  ...variants.filter((one) => one.width !== 320 || one.scripts),
]

for (const variant of phoneFirst) {
  test(`a desk is found, booked and checked in to, and its office managed, at ${variant.width} pixels ${variant.scripts ? 'with' : 'without'} scripts`, async (t) => {
    const walk = await begin(t, variant)
    await signIn(walk, CONSTABLE)
    await seeWhyNot(walk)
    const desk = await bookDesk(walk)
    await changeTo(walk, MANAGER)
    const code = await printCodes(walk, desk)
    walk.app.clock.set(BEFORE_ONE)
    await changeTo(walk, CONSTABLE)
    await checkIn(walk, code, desk)
    await changeTo(walk, MANAGER)
    await changeRule(walk)
    await readReciprocity(walk)
    assert.deepEqual(walk.barriers, [], walk.barriers.join('\n'))
  })
}

const says = async ({ page }: Walk, ...words: readonly (string | RegExp)[]): Promise<void> => {
  const text = ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ')
  for (const one of words)
    assert.ok(
      typeof one === 'string' ? text.includes(one) : one.test(text),
      `${page.url()} does not say ${String(one)}: ${text.slice(0, 1500)}`,
    )
}

async function changeTo(walk: Walk, name: string): Promise<void> {
  const { page } = walk
  await page.goto('/')
  const out = page.locator('header').getByText('Sign out').first()
  // A session that ended over the weekend is over already.
  if ((await out.count()) > 0) await out.click()
  await signIn(walk, name)
}

/** From the home page to a booking; what it is called. Every press is counted. */
async function bookDesk(walk: Walk): Promise<string> {
  const { page } = walk
  let presses = 0
  const pressed = async (doing: Promise<void>): Promise<void> => {
    presses += 1
    await doing
  }
  await page.goto('/')
  const menu = page.getByRole('button', { name: 'Menu' }).first()
  if (await menu.isVisible()) await pressed(menu.click())
  await pressed(page.getByRole('link', { name: 'Book a workspace' }).first().click())
  await page.getByRole('heading', { level: 1, name: 'Book a workspace' }).waitFor()
  await look(walk, 'Book a workspace')
  await fill(walk, { place: 'Canterbury', from: '13:00', until: '17:00' })
  await pressed(press(walk, 'Find a place'))
  await says(walk, 'Desks, Monday 23 November 2026, 1pm to 5pm', OFFICE, 'desks free')
  await look(walk, 'What was found')
  const words =
    (await page
      .locator('main a')
      .filter({ hasText: /^Book Desk/ })
      .first()
      .textContent()) ?? ''
  const desk = words.replace(/^Book /, '').trim()
  await pressed(follow(walk, /^Book Desk/))
  await says(walk, 'The terms')
  await look(walk, 'The booking form')
  await pressed(press(walk, 'Book it'))
  await says(walk, 'It is booked', desk, 'Monday 23 November 2026, 1pm to 5pm')
  assert.ok(presses <= MOST_PRESSES, `It took ${presses} presses`)
  await look(walk, 'The booking')
  return desk
}

/** Desks of the quiet area are free, but not for partners: the rule, whose it is, and what else there is. */
async function seeWhyNot(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto('/workspaces/search?place=Canterbury&on=2026-11-23&from=13:00&until=17:00&kind=desk')
  await page.locator('main summary').filter({ hasText: 'not for you: why?' }).first().click()
  await says(walk, 'for the customer service team')
  await page.goto('/workspaces/canterbury-office/places/1a01?on=2026-11-23&from=13:00&until=17:00')
  await says(walk, 'You cannot have it then', 'The rule of Canterbury City Council, for Quiet area 1A')
  await look(walk, 'Why not')
  await follow(walk, 'Find another one here')
  await says(walk, 'desks free')
}

/** The sheet for all desks as a PDF, and the address that the code of hers opens. */
async function printCodes(walk: Walk, desk: string): Promise<string> {
  const { page } = walk
  await page.goto('/workspaces')
  await follow(walk, OFFICE)
  await look(walk, 'The day of the office')
  await follow(walk, 'Manage this workplace')
  await look(walk, 'Everything a manager does')
  await follow(walk, 'Check-in sheets')
  await look(walk, 'Codes to print')
  const sheet = await page.request.get(`${MANAGE}/codes?kind=desk&zone=1b&format=pdf`)
  assert.equal((await sheet.body()).subarray(0, 5).toString(), '%PDF-')
  const address = await page
    .locator('main tr')
    .filter({ hasText: desk })
    .locator('a[href*="/workspaces/at/"]')
    .first()
    .getAttribute('href')
  assert.ok(address, `${desk} has no code`)
  return new URL(address, page.url()).pathname
}

async function checkIn(walk: Walk, code: string, desk: string): Promise<void> {
  const { page } = walk
  await page.goto(code)
  await says(walk, desk, 'It is booked for you, 1pm to 5pm')
  await look(walk, 'What the code opens')
  await press(walk, `Check in to ${desk}, 1pm to 5pm`)
  await says(walk, `Checked in to ${desk}`)
  await look(walk, 'Checked in')
  await page.goto(code)
  await says(walk, 'There is nothing more to do')
}

/** Partners are shut out of a zone: whom that meets is shown, and decided, before anything is saved. */
async function changeRule(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(MANAGE)
  await follow(walk, 'Rules')
  await look(walk, 'Rules of the office')
  await follow(walk, 'Team area 1B')
  await look(walk, 'Rules of a zone')
  await page.locator('main a[href$="/bookable"]').first().click()
  await fill(walk, { bookable: 'No', because: 'The area is painted.' })
  await look(walk, 'One value of a rule')
  await press(walk, 'Check and save the rule')
  await says(walk, 'Nothing is saved yet')
  await look(walk, 'Whom a rule meets')
  await page.locator('main input[name="ahead"]').first().check()
  await press(walk, 'Save the rule')
  await says(walk, 'The rule was saved', 'ahead')
  await look(walk, 'The rule is saved')
}

async function readReciprocity(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto('/workspaces')
  await follow(walk, 'What partners give each other')
  await says(walk, 'October 2026', 'What Canterbury City Council gave to others and took from them')
  assert.ok((await page.locator('main svg').count()) > 0, 'There is no chart')
  await look(walk, 'Reciprocity')
  await page.locator('main summary').filter({ hasText: 'Show the figures' }).first().click()
  await says(walk, 'Kent Police')
}
