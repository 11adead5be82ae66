// A member's own page about its profile: what devices are told, whether it is handed out, and why not.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { renderForm } from '#web/forms.ts'
import { actionsList, summaryList, emptyState, inset, link, paragraph, table, tag } from '#web/parts.ts'
import { METHOD_LABELS } from '../actions/profiles.ts'
import type { Member } from '../queries/members.ts'
import type { HandedOut, Profile } from '../queries/profiles.ts'
import { memberFrame, memberHref } from './frame.ts'

type Here = {
  readonly member: Member
  readonly profile: Profile | undefined
  readonly realms: readonly HandedOut[]
  readonly mayKeep: boolean
}

const profileAt = (member: Member, rest = ''): string =>
  memberHref(member, rest === '' ? 'profile' : `profile/${rest}`)

export function profileView(here: Here): View {
  const { member, profile } = here
  return memberFrame(
    member,
    'Profile for devices',
    profile === undefined
      ? emptyState(
          'Nothing is said yet of your people’s devices',
          'A profile tells a device which server to trust, so that people type their password once and give it to nobody else. Say how your people sign in, then publish it.',
          here.mayKeep && { href: profileAt(member, 'describe'), text: 'Make the profile' },
        )
      : stands(here, profile),
    { tab: 'profile' },
  )
}

function stands({ member, realms, mayKeep }: Here, profile: Profile): Html {
  const isOffered = realms.some((one) => one.because === null)
  return html`${paragraph(
    profile.is_published
      ? isOffered
        ? html`${tag('Published', 'green')} Your people download it from ${link(`/govroam/connect/${member.code}`, 'your page for them')}.`
        : html`${tag('Held back', 'yellow')} It is published, but it is not offered now: what it says would not match your server. See below.`
      : html`${tag('Not published', 'grey')} Your people cannot download it yet.`,
  )}
    ${
      mayKeep
        ? actionsList([
            profile.is_published
              ? { href: profileAt(member, 'withdraw'), text: 'Take it back', look: 'secondary' }
              : { href: profileAt(member, 'publish'), text: 'Publish' },
            { href: profileAt(member, 'describe'), text: 'Change', look: 'secondary' },
          ])
        : null
    }
    ${summaryList([
      { key: 'Name on devices', value: profile.display_name },
      { key: 'Sign-in', value: profile.methods.map((method) => METHOD_LABELS[method]).join('; ') },
      { key: 'Server names', value: profile.server_names.join(', ') },
      { key: 'Name outside the tunnel', value: profile.outer_name },
    ])}
    ${
      realms.length === 0
        ? inset('None of your realms is proven yet. A profile is for the people of one realm.')
        : table(
            [
              { key: 'realm', label: 'Realm', kind: 'text', value: (one: HandedOut) => `@${one.shown}` },
              {
                key: 'offered',
                label: 'Offered',
                kind: 'text',
                value: (one: HandedOut) => one.because ?? 'Yes',
                show: (one: HandedOut) =>
                  one.because === null ? tag('Yes', 'green') : html`${tag('No', 'red')} ${one.because}`,
              },
            ],
            realms,
            { caption: 'Each realm, and whether its people can download the profile' },
          )
    }`
}

export function describeView(member: Member, form: FormState): View {
  return memberFrame(
    member,
    'What your people’s devices are told',
    html`${paragraph('Only what stands here is trusted by a device that takes the profile. Nothing secret goes into it.')}
      ${renderForm(form, { submit: 'Save', fields: ['member', 'displayName', 'methods', 'serverNames', 'outerName'], cancel: { href: profileAt(member) } })}`,
    { tab: 'profile' },
  )
}

export function publishView(member: Member, form: FormState): View {
  return memberFrame(
    member,
    'Publish the profile',
    html`${paragraph('Everybody can then download it from your page for them. It is held back by itself whenever your server shows a certificate that it does not match.')}
      ${renderForm(form, { submit: 'Publish', fields: ['member'], cancel: { href: profileAt(member) } })}`,
    { tab: 'profile' },
  )
}

export function withdrawView(member: Member, form: FormState): View {
  return memberFrame(
    member,
    'Take the profile back',
    html`${paragraph('Devices that have it go on working. Nobody can download it anew until you publish it again.')}
      ${renderForm(form, { submit: 'Take it back', look: 'warning', fields: ['member'], cancel: { href: profileAt(member) } })}`,
    { tab: 'profile' },
  )
}
