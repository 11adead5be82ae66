// Invitations by mail as text: what a calendar program needs to enter one or to take it out (RFC 5546 3.2.2, 3.2.5).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { invitationText, type Invited } from './invitation.ts'

const INVITED: Invited = {
  method: 'REQUEST',
  entry: {
    uid: '01933b2e-0000-7000-8000-00000000000a',
    sequence: 2,
    title: 'Desk 1, Gun Wharf',
    description: 'Check in from 8:30am.',
    location: 'Gun Wharf, Chatham',
    href: '/workspaces/bookings/01933b2e-0000-7000-8000-00000000000a',
    starts: Temporal.ZonedDateTime.from('2027-03-30T09:30[Europe/London]'),
    ends: Temporal.ZonedDateTime.from('2027-03-30T16:00[Europe/London]'),
    status: 'confirmed',
    changedAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
  },
  installation: '01933b2e-0000-7000-8000-000000000001',
  address: 'https://connects.example',
  organiser: { mail: 'connects@connects.example', name: 'Connects' },
  attendee: { mail: 'ada@council.example', name: 'Ada; "Countess"' },
}

const readBack = (text: string) => new ICAL.Component(ICAL.parse(text))

test('An invitation names its method, its organiser, its one attendee and its zone', () => {
  const calendar = readBack(invitationText(INVITED))
  assert.equal(calendar.getFirstPropertyValue('method'), 'REQUEST')
  assert.ok(calendar.getFirstSubcomponent('vtimezone'))
  const event = calendar.getFirstSubcomponent('vevent')!
  assert.equal(event.getFirstPropertyValue('uid'), `${INVITED.entry.uid}@${INVITED.installation}`)
  assert.equal(event.getFirstPropertyValue('sequence'), 2)
  assert.equal(event.getFirstPropertyValue('organizer'), 'mailto:connects@connects.example')
  const [attendee, ...others] = event.getAllProperties('attendee')
  assert.equal(others.length, 0)
  assert.equal(String(attendee?.getFirstValue()).toLowerCase(), 'mailto:ada@council.example')
  assert.equal(attendee?.getParameter('partstat'), 'ACCEPTED')
  assert.equal(event.getFirstPropertyValue('status'), 'CONFIRMED')
})

test('What is taken back says so, under the same id', () => {
  const event = readBack(invitationText({ ...INVITED, method: 'CANCEL' })).getFirstSubcomponent('vevent')!
  assert.equal(event.getFirstPropertyValue('status'), 'CANCELLED')
  assert.equal(event.getFirstPropertyValue('uid'), `${INVITED.entry.uid}@${INVITED.installation}`)
})
