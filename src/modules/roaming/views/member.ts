// The page of a member: what everybody sees of it, where it stands, what comes next, and who answers for it.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  emptyState,
  heading,
  inset,
  link,
  none,
  paragraph,
  summaryList,
  table,
  tags,
  taskList,
  warning,
} from '#web/parts.ts'
import type { Consent, Contact, Member } from '../queries/members.ts'
import { isBoarded, nextStep, type StepSeen } from '../rules/boarding.ts'
import { DUTY_HINTS, DUTY_WORDS } from '../rules/members.ts'
import { CONTACT_DUTIES } from '../rules/words.ts'
import { memberFrame, memberHref, TABS } from './frame.ts'
import { memberTag } from './words.ts'

type MayDo = {
  readonly keep: boolean
  readonly describe: boolean
  readonly consent: boolean
  readonly run: boolean
  readonly leave: boolean
}

export function memberView(shown: {
  readonly member: Member
  readonly realms: readonly string[]
  readonly sites: number
  readonly steps: readonly StepSeen[]
  readonly consent: Consent | undefined
  readonly may: MayDo
}): View {
  const { member, realms, sites, steps, consent, may } = shown
  const href = (path: string) => memberHref(member, path)
  return memberFrame(
    member,
    'Govroam',
    html`${tags(memberTag(member.state))}
    ${member.isOurs && member.state === 'suspended' ? warning(`Suspended: ${member.note ?? ''}`) : null}
    ${member.isOurs && member.state === 'boarding' ? boardingPart(member, steps, may) : null}
    ${heading('What everybody sees', { level: 2 })}
    ${summaryList([
      { key: 'Realms', value: realms.length === 0 ? none('None proven yet') : realms.join(', ') },
      {
        key: 'Takes part since',
        value: member.joined_on === null ? none('Not live yet') : formatDate(member.joined_on),
      },
      {
        key: 'Sites',
        value:
          sites === 0
            ? none()
            : link(`/govroam/sites?search=${encodeURIComponent(member.organisation_name)}`, String(sites)),
      },
      { key: 'Helpdesk', value: helpdesk(member) },
      {
        key: 'Terms of use',
        value: member.terms_page === null ? none() : link(member.terms_page, member.terms_page),
      },
    ])}
    ${
      member.isOurs && member.state !== 'boarding'
        ? html`${heading('How it is kept', { level: 2 })}${taskList(steps.map((step) => taskOf(member, step, may)))}`
        : null
    }
    ${
      member.isOurs
        ? html`${heading('Consent', { level: 2 })}${
            consent === undefined
              ? paragraph('No consent stands.')
              : html`${paragraph(`Given by ${consent.name} on ${formatDate(londonDate(consent.given_at))}, in these words:`)}${inset(paragraph(consent.statement))}`
          }`
        : null
    }
    ${actionsList([
      may.consent &&
        consent === undefined &&
        member.state !== 'left' && { href: href('consent'), text: 'Give consent' },
      may.describe && { href: href('describe'), text: 'Change the helpdesk', look: 'secondary' as const },
      may.run &&
        member.state === 'live' && { href: href('suspend'), text: 'Suspend', look: 'warning' as const },
      may.run &&
        member.state === 'suspended' && {
          href: href('resume'),
          text: 'Let it take part again',
          look: 'secondary' as const,
        },
      may.consent &&
        consent !== undefined && {
          href: href('consent/withdraw'),
          text: 'Withdraw consent',
          look: 'link' as const,
        },
      may.leave &&
        member.state !== 'left' && {
          href: href('leave'),
          text: 'Leave the federation',
          look: 'link' as const,
        },
    ])}`,
    { tab: '' },
  )
}

const helpdesk = (member: Member): Html => {
  const ways = [
    member.helpdesk_mail === null ? null : link(`mailto:${member.helpdesk_mail}`, member.helpdesk_mail),
    member.helpdesk_phone,
    member.helpdesk_page === null ? null : link(member.helpdesk_page, member.helpdesk_page),
  ].filter((way) => way !== null)
  return ways.length === 0
    ? none()
    : html`${ways.map((way, at) => html`${at === 0 ? null : html`<br>`}${way}`)}`
}

function boardingPart(member: Member, steps: readonly StepSeen[], may: MayDo): Html {
  const done = steps.filter((step) => step.isDone).length
  const next = nextStep(steps)
  return html`${heading('Boarding', { level: 2 })}
  ${
    next === undefined
      ? paragraph('Every step is done. Your people can roam as soon as you go live.')
      : paragraph(`${done} of ${steps.length} steps are done. Next: ${lower(next.title)}. ${next.next}`)
  }
  ${taskList(steps.map((step) => taskOf(member, step, may)))}
  ${actionsList([may.keep && isBoarded(steps) && { href: memberHref(member, 'go-live'), text: 'Go live' }])}`
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

// Pages of this room that no tab leads to.
const OWN = ['consent']

function taskOf(member: Member, step: StepSeen, may: MayDo) {
  const isTicked = step.path.startsWith('tick/')
  const isThere = isTicked ? may.keep : OWN.includes(step.path) || TABS.some((tab) => tab.path === step.path)
  const path = step.isDone && isTicked ? `un${step.path}` : step.path
  return {
    title: step.title,
    ...(isThere && !(step.isDone && step.path === 'consent') ? { href: memberHref(member, path) } : {}),
    hint: step.isDone ? step.next : html`${step.next} <strong>${step.who}</strong>.`,
    status: step.isDone ? 'Done' : 'To do',
    colour: step.isDone ? ('green' as const) : ('yellow' as const),
  }
}

export function contactsView(shown: {
  readonly member: Member
  readonly contacts: readonly Contact[]
  readonly mayName: boolean
}): View {
  const { member, contacts, mayName } = shown
  return memberFrame(
    member,
    'Contacts',
    html`${CONTACT_DUTIES.map((duty) => {
      const held = contacts.filter((contact) => contact.duty === duty)
      return html`${heading(DUTY_WORDS[duty], { level: 2 })}${paragraph(`${DUTY_HINTS[duty]}.`)}
      ${table<Contact>(
        [
          { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
          { key: 'job', label: 'Work', kind: 'text', value: (row) => row.job_title },
          { key: 'from', label: 'Since', kind: 'date', value: (row) => row.from_on },
          ...(mayName
            ? [
                {
                  key: 'end',
                  label: 'Change',
                  kind: 'text' as const,
                  value: () => '',
                  show: (row: Contact) =>
                    link(memberHref(member, `contacts/${row.id}/end`), 'End', {
                      hidden: `${row.name} as ${lower(DUTY_WORDS[duty])}`,
                    }),
                },
              ]
            : []),
        ],
        held,
        {
          caption: DUTY_WORDS[duty],
          captionHidden: true,
          empty: emptyState(
            'Nobody',
            'Without somebody for this, the member does not go live.',
            mayName && {
              href: memberHref(member, `contacts/new?duty=${duty}`),
              text: `Name somebody: ${lower(DUTY_WORDS[duty])}`,
            },
          ),
        },
      )}`
    })}
    ${mayName ? actionsList([{ href: memberHref(member, 'contacts/new'), text: 'Name a contact' }]) : null}`,
    { tab: 'contacts' },
  )
}
