// The pages of one member: where it stands, its contacts, its consent, and the steps of its life.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import type { FormMore } from '#web/forms.ts'
import { bullets, inset, paragraph } from '#web/parts.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import {
  endContact,
  giveConsent,
  mayConsent,
  nameContact,
  NAME_CONTACT,
  tickStep,
  untickStep,
  withdrawConsent,
} from '../actions/boarding.ts'
import {
  DESCRIBE,
  describeMember,
  goLive,
  LEAVE,
  leaveFederation,
  resumeMember,
  suspendMember,
} from '../actions/members.ts'
import { boardingSteps } from '../queries/boarding.ts'
import { federationOf } from '../queries/federation.ts'
import { locationsSeen } from '../queries/locations.ts'
import { consentOf, contactsOf, memberByCode, ourMemberByCode, type Member } from '../queries/members.ts'
import { realmsOf } from '../queries/realms.ts'
import { DETAILS, holdsFor, KEEP, READ, runsFederation } from '../queries/seeing.ts'
import { TICKED_STEPS, type TickedStep } from '../rules/boarding.ts'
import { consentStatement } from '../rules/members.ts'
import { CONTACT_DUTIES } from '../rules/words.ts'
import { memberHref } from '../views/frame.ts'
import { contactsView, memberView } from '../views/member.ts'
import { formView } from './register.ts'

/** The member that the address names, for those who see its details. */
export const memberHere = (visit: Visit): Promise<Member> =>
  ourMemberByCode(visit, visit.params['code'] ?? '')

/** A form about a member under its heading. */
export const memberForm = (
  member: Member,
  title: string,
  state: FormState,
  more: Omit<FormMore, 'summary' | 'cancel'> & { readonly back?: string },
): View => {
  const { back, ...rest } = more
  return formView(title, member.organisation_name, state, {
    ...rest,
    cancel: memberHref(member, back ?? ''),
    crumbs: [
      { href: '/govroam/members', text: 'Members' },
      { href: memberHref(member), text: member.organisation_name },
    ],
  })
}

const to =
  (notice: string, path = '') =>
  (result: { readonly code: string }) => ({ to: memberHref(result, path), notice })

const one = get('/govroam/members/:code', {
  permission: READ,
  async run(visit) {
    const member = await memberByCode(visit, visit.params['code'] ?? '')
    const realms = await realmsOf(visit, member.id)
    return page(
      memberView({
        member,
        realms: realms.filter((realm) => realm.state === 'proven').map((realm) => realm.shown),
        sites: (await locationsSeen(visit, { memberId: member.id })).length,
        steps: member.isOurs ? await boardingSteps(visit, member.id) : [],
        consent: member.isOurs ? await consentOf(visit, member.id) : undefined,
        may: {
          keep: holdsFor(visit, KEEP, member),
          describe: holdsFor(visit, DESCRIBE, member),
          consent: mayConsent(visit, member),
          run: runsFederation(visit),
          leave: holdsFor(visit, LEAVE, member),
        },
      }),
    )
  },
})

const contacts = get('/govroam/members/:code/contacts', {
  permission: DETAILS,
  async run(visit) {
    const member = await memberHere(visit)
    return page(
      contactsView({
        member,
        contacts: await contactsOf(visit, [member.id]),
        mayName: holdsFor(visit, NAME_CONTACT, member),
      }),
    )
  },
})

const newContact = form('/govroam/members/:code/contacts/new', {
  action: nameContact,
  load: memberHere,
  values: (visit, member) => ({
    member: member.id,
    duty: CONTACT_DUTIES.find((duty) => duty === visit.query['duty']) ?? '',
  }),
  options: async (visit, member) => ({
    person: (await peopleNamed(visit, { organisationIds: [member.organisation_id] })).map((person) => ({
      value: person.id,
      text: person.job_title === null ? person.name : `${person.name}, ${person.job_title}`,
    })),
  }),
  view: (_visit, member, state) =>
    memberForm(member, 'Name a contact', state, {
      submit: 'Name them',
      fields: ['duty', 'person', 'member'],
      back: 'contacts',
    }),
  then: to('They are named.', 'contacts'),
})

const contactEnd = form('/govroam/members/:code/contacts/:contact/end', {
  action: endContact,
  async load(visit) {
    const member = await memberHere(visit)
    const contact = (await contactsOf(visit, [member.id])).find(({ id }) => id === visit.params['contact'])
    return { member, contact: contact ?? notFound('contact') }
  },
  values: (_visit, { member, contact }) => ({ member: member.id, contact: contact.id }),
  view: (_visit, { member, contact }, state) =>
    memberForm(member, `End ${contact.name} as a contact`, state, {
      submit: 'End it',
      look: 'warning',
      before: paragraph('Name somebody else first where nobody else has this duty.'),
      back: 'contacts',
    }),
  then: to('They are no contact any more.', 'contacts'),
})

const consent = form('/govroam/members/:code/consent', {
  action: giveConsent,
  async load(visit) {
    const member = await memberHere(visit)
    return { member, federation: (await federationOf(visit.db)) ?? notFound('federation') }
  },
  values: (_visit, { member, federation }) => ({ member: member.id, version: federation.version }),
  view: (_visit, { member, federation }, state) =>
    memberForm(member, 'Give consent', state, {
      submit: 'Give consent',
      before: html`${paragraph('You consent for your organisation, in these words. They are kept as you read them.')}${inset(
        paragraph(consentStatement(federation.name, member.organisation_name, federation.ssid)),
      )}`,
      fields: ['agree', 'member'],
      more: { agree: { as: 'radios' } },
    }),
  then: to('Consent is given.'),
})

const consentWithdraw = form('/govroam/members/:code/consent/withdraw', {
  action: withdrawConsent,
  load: memberHere,
  values: (_visit, member) => ({ member: member.id }),
  view: (_visit, member, state) =>
    memberForm(member, 'Withdraw consent', state, {
      submit: 'Withdraw consent',
      look: 'warning',
      before: paragraph(
        'Those who run the federation see it and speak with you. To end everything at once, leave the federation instead.',
      ),
    }),
  then: to('Consent is withdrawn.'),
})

const describe = form('/govroam/members/:code/describe', {
  action: describeMember,
  load: memberHere,
  values: (_visit, member) => ({
    member: member.id,
    helpdeskMail: member.helpdesk_mail ?? '',
    helpdeskPhone: member.helpdesk_phone ?? '',
    helpdeskPage: member.helpdesk_page ?? '',
    termsPage: member.terms_page ?? '',
    version: member.version,
  }),
  view: (_visit, member, state) =>
    memberForm(member, 'Where your people find help', state, { submit: 'Save' }),
  then: to('Saved.'),
})

const byVersion = (_visit: Visit, member: Member) => ({ member: member.id, version: member.version })

const live = form('/govroam/members/:code/go-live', {
  action: goLive,
  load: memberHere,
  values: byVersion,
  view: (_visit, member, state) =>
    memberForm(member, 'Go live', state, {
      submit: 'Go live',
      before: paragraph(
        'Every step is done. From now on your people roam, and your sites are on the list for everybody.',
      ),
    }),
  then: to('You are live.'),
})

const suspend = form('/govroam/members/:code/suspend', {
  action: suspendMember,
  load: memberHere,
  values: byVersion,
  view: (_visit, member, state) =>
    memberForm(member, 'Suspend', state, {
      submit: 'Suspend it',
      look: 'warning',
      before: paragraph(
        'With the next configuration its people do not roam and its servers are let in nowhere. Nothing it recorded is lost.',
      ),
    }),
  then: to('It is suspended. Publish a configuration to carry it out.'),
})

const resume = form('/govroam/members/:code/resume', {
  action: resumeMember,
  load: memberHere,
  values: byVersion,
  view: (_visit, member, state) =>
    memberForm(member, 'Let it take part again', state, { submit: 'Let it take part again' }),
  then: to('It takes part again, with the next configuration.'),
})

const leave = form('/govroam/members/:code/leave', {
  action: leaveFederation,
  load: memberHere,
  values: byVersion,
  view: (_visit, member, state) => ({
    ...memberForm(member, 'Leave the federation', state, {
      submit: 'Leave',
      look: 'warning',
      before: html`${paragraph('This ends, at once and together:')}${bullets([
        'every realm, which another body may then claim and prove',
        'every server, its links and their shared secrets',
        'test accounts, and settings for devices',
        'the sites on the list, the contacts and the consent',
      ])}${paragraph('Figures of the past stay. What runs now stops with the next configuration.')}`,
    }),
  }),
  then: to('It has left the federation.'),
})

const stepOf = (visit: Visit): TickedStep =>
  TICKED_STEPS.find((step) => step === visit.params['step']) ?? notFound('step')

const WORDS: Readonly<Record<TickedStep, { readonly title: string; readonly lines: readonly string[] }>> = {
  standard: {
    title: 'Agree to the technical standard',
    lines: [
      'Your servers answer EAP only, inside TLS 1.2 or later; no password leaves a device readable.',
      'Your people sign in as name@realm, at home and away; whatever is malformed is stopped at your own server.',
      'You keep who signed in when for at least three months, so that a question can be answered.',
      'Accounting is not sent on; access points are not told names.',
    ],
  },
  firewall: {
    title: 'Say that the firewall is opened',
    lines: [
      'Each proxy of the federation reaches your servers on their ports, the second port among them.',
      'Your servers reach each proxy on its ports.',
      'Our probes reach your servers, so that you are told before your people notice.',
    ],
  },
}

const tick = form('/govroam/members/:code/tick/:step', {
  action: tickStep,
  load: async (visit) => ({ member: await memberHere(visit), step: stepOf(visit) }),
  values: (_visit, { member, step }) => ({ member: member.id, step }),
  fixed: (visit) => ({ step: visit.params['step'] }),
  view: (_visit, { member, step }, state) =>
    memberForm(member, WORDS[step].title, state, {
      submit: 'It is done',
      before: bullets(WORDS[step].lines),
    }),
  then: to('Recorded.'),
})

const untick = form('/govroam/members/:code/untick/:step', {
  action: untickStep,
  load: async (visit) => ({ member: await memberHere(visit), step: stepOf(visit) }),
  values: (_visit, { member }) => ({ member: member.id }),
  fixed: (visit) => ({ step: visit.params['step'] }),
  view: (_visit, { member, step }, state) => ({
    ...memberForm(member, `Not done after all: ${lower(WORDS[step].title)}`, state, {
      submit: 'It is not done',
      look: 'warning',
    }),
  }),
  then: to('Recorded as not done.'),
})

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

export const memberPages: readonly Page[] = [
  one,
  contacts,
  newContact,
  contactEnd,
  consent,
  consentWithdraw,
  describe,
  live,
  suspend,
  resume,
  leave,
  tick,
  untick,
]
