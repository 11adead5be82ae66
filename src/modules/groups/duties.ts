// What a group asks of a person on their home page: bulletins to read, resources and terms to review, the next chair
// to appoint. One query each, however many groups there are.
import { fill, type Reader } from '#platform/actions/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { bulletinsToRead } from './queries/bulletins.ts'
import { resourcesToReview, termsToReview } from './queries/papers.ts'
import { rotatingGroups } from './queries/rotation.ts'
import { titleInMail } from './rules/bulletins.ts'
import { LOOKED_FOR_DAYS } from './rules/rotation.ts'

const keptBy = (reader: Reader, permission: string): readonly string[] => {
  const groups = reader.scopes(permission, 'group')
  return groups === 'all' ? [] : groups
}

async function toRead(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  return (await bulletinsToRead(reader, reader.actor.id)).map((one) => ({
    title: titleInMail(one.mark, one.title),
    href: `/bulletins/${one.id}`,
    due: one.read_by,
    context: one.group_name,
    step: 'Read it',
  }))
}

async function toReview(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const keeps = keptBy(reader, 'groups.resource.adopt')
  return (await resourcesToReview(reader, reader.actor.id, keeps)).map((one) =>
    one.is_owned
      ? {
          title: `Review “${one.title}”`,
          href: `/resources/${one.id}/review`,
          due: one.review_on,
          context: one.group_name,
          step: 'Review it',
        }
      : {
          title: `“${one.title}” has no owner`,
          href: `/resources/${one.id}/assign`,
          due: one.review_on,
          context: `${one.group_name}: ${one.owner_name} has left the group`,
          step: 'Name an owner',
        },
  )
}

async function termsDue(reader: Reader): Promise<Duty[]> {
  return (await termsToReview(reader, keptBy(reader, 'groups.terms.record'))).map((one) => ({
    title: 'Review the terms of reference',
    href: `/groups/${one.group_code}/terms`,
    due: one.review_on,
    context: one.group_name,
    step: 'Review them',
  }))
}

async function chairsToAppoint(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const permission = 'groups.rotation.propose'
  const groups = reader.scopes(permission, 'group')
  const turns = await rotatingGroups(reader, groups, reader.scopes(permission, 'partnership'))
  const today = londonDate(reader.now)
  return turns.flatMap((turn): Duty[] => {
    const from = turn.endsOn?.subtract({ days: LOOKED_FOR_DAYS })
    if (from !== undefined && Temporal.PlainDate.compare(today, from) < 0) return []
    const whose = turn.next === undefined ? '' : `. In turn: ${turn.next.name}`
    return [
      {
        title: `Appoint the next chair of the ${turn.group_name}`,
        href: `/groups/${turn.group_code}/appoint`,
        due: turn.endsOn,
        context:
          turn.endsOn === null
            ? `Nobody chairs it${whose}`
            : `The term ends on ${formatDate(turn.endsOn)}${whose}`,
        step: 'Appoint the next chair',
      },
    ]
  })
}

export const duties = [
  fill(duty, { name: 'groups.bulletin.to-read', permission: 'groups.audience.members', run: toRead }),
  fill(duty, { name: 'groups.resource.to-review', permission: 'groups.audience.members', run: toReview }),
  fill(duty, { name: 'groups.terms.to-review', permission: 'groups.terms.record', run: termsDue }),
  fill(duty, {
    name: 'groups.rotation.to-appoint',
    permission: 'groups.rotation.propose',
    run: chairsToAppoint,
  }),
]
