// What the devices of a member's people are told: described, published, taken back.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { handedOut, profileOf } from '../queries/profiles.ts'
import { memberById } from '../queries/members.ts'
import type { Method } from '../rules/words.ts'
import { memberToChange, mustBeCurrent } from './locking.ts'

export const PROFILE = 'roaming.profile.keep'

export const METHOD_LABELS = {
  'ttls-pap': 'EAP-TTLS with PAP: name and password, checked by your server inside the tunnel',
  'peap-mschapv2': 'PEAP with MSCHAPv2: name and password, as Windows domains do it',
  tls: 'EAP-TLS: a certificate for each person or device, put there by your own IT',
} as const satisfies Record<Method, string>

const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

export const describeProfile = action({
  name: 'roaming.profile.describe',
  title: 'Say what your people’s devices are told',
  permission: PROFILE,
  doors: ['page', 'api'],
  fields: {
    member: field.id('Member'),
    displayName: field.text('Name that people see on their device', { most: 80 }),
    methods: field.choices('How your people sign in', METHOD_LABELS),
    serverNames: field.longText('Names in your server’s certificate', {
      most: 1000,
      hint: 'One a line, such as radius.medway.gov.uk. Devices accept no other.',
    }),
    outerName: field.text('Name outside the tunnel', {
      most: 40,
      pattern: /^[A-Za-z0-9._-]+$/,
      wording:
        'Name outside the tunnel must be letters, numbers, dots, hyphens or underscores, such as anonymous',
      hint: 'Others on the way see this instead of who signs in. Most use anonymous.',
    }),
    // 0 is that of a profile which is not there yet.
    version: { ...field.integer('Version', { least: 0 }), control: 'version' as const },
  },
  async run(inside, answers) {
    const member = await memberToChange(inside, answers.member, PROFILE)
    const names = [
      ...new Set(
        answers.serverNames
          .split(/[\s,;]+/)
          .filter((one) => one !== '')
          .map((one) => one.toLowerCase()),
      ),
    ]
    const wrong = names.find((one) => !HOST_NAME.test(one))
    if (names.length === 0 || names.length > 8 || wrong !== undefined)
      invalid('roaming.profile.names', [
        {
          field: 'serverNames',
          message:
            wrong === undefined
              ? 'Give from 1 to 8 names, one a line'
              : `“${wrong}” is not the name of a server, such as radius.medway.gov.uk. A star is not accepted: every server of that domain could pass for yours.`,
        },
      ])
    const before = await profileOf(inside.tx, member.id)
    mustBeCurrent({ version: before?.version ?? 0 }, answers.version, {
      displayName: before?.display_name ?? null,
      methods: before?.methods.join(', ') ?? null,
      serverNames: before?.server_names.join('\n') ?? null,
    })
    const said = {
      methods: [...answers.methods],
      server_names: names,
      outer_name: answers.outerName,
      display_name: answers.displayName,
      version: answers.version + 1,
    }
    await inside.tx
      .insertInto('roaming.profile')
      .values({ id: inside.id(), member_id: member.id, ...said })
      .onConflict((known) => known.column('member_id').doUpdateSet(said))
      .execute()
    return {
      subject: null,
      result: { version: said.version },
      facts: { member: member.id, methods: answers.methods.join(','), names: names.length },
    }
  },
})

export const publishProfile = action({
  name: 'roaming.profile.publish',
  title: 'Publish the profile for your people',
  permission: PROFILE,
  doors: ['page', 'api'],
  fields: { member: field.id('Member'), version: field.version() },
  async run(inside, { member: id, version }) {
    const member = await memberToChange(inside, id, PROFILE)
    mustBeCurrent(await profileOf(inside.tx, id), version)
    await setPublished(inside, id, true)
    const realms = await handedOut(inside, await memberById(inside, id))
    if (realms.length === 0)
      refuse(
        'conflict',
        'roaming.profile.no-realm',
        'None of your realms is proven yet, so there is nobody to hand a profile to. Prove one first.',
      )
    const held = realms.find((one) => one.because !== null)
    if (held !== undefined)
      refuse(
        'conflict',
        'roaming.profile.not-ready',
        realms.length === 1 ? (held.because ?? '') : `@${held.shown}: ${held.because ?? ''}`,
      )
    return {
      subject: null,
      result: { version: version + 1 },
      facts: { member: member.id, realms: realms.length },
    }
  },
})

export const withdrawProfile = action({
  name: 'roaming.profile.withdraw',
  title: 'Take the profile back',
  permission: PROFILE,
  doors: ['page', 'api'],
  fields: { member: field.id('Member'), version: field.version() },
  async run(inside, { member: id, version }) {
    const member = await memberToChange(inside, id, PROFILE)
    mustBeCurrent(await profileOf(inside.tx, id), version)
    await setPublished(inside, id, false)
    return { subject: null, result: { version: version + 1 }, facts: { member: member.id } }
  },
})

async function setPublished(
  inside: Parameters<typeof memberToChange>[0],
  memberId: string,
  isPublished: boolean,
): Promise<void> {
  const { numUpdatedRows } = await inside.tx
    .updateTable('roaming.profile')
    .set((row) => ({ is_published: isPublished, version: row('version', '+', 1) }))
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) notFound('profile')
}
