// The mail that tells a member of a bulletin: as much as its mark allows at the moment it is sent, and nothing to
// somebody who may not see it any more (B3).
import { readerOf } from '#platform/actions/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { BULLETIN_MAIL } from './actions/bulletins.ts'
import { bulletinSeen, outsideAudience } from './queries/bulletins.ts'
import { MARKS, titleInMail } from './rules/bulletins.ts'

export const bulletinLetter: Template = {
  name: BULLETIN_MAIL,
  async render({ db, now, ids, links }) {
    const system = readerOf({
      db,
      now,
      actor: { kind: 'system', because: BULLETIN_MAIL },
      grants: [],
      fills: () => [],
    })
    const seen = await bulletinSeen(system, ids['bulletin'] ?? '')
    if (seen === undefined || seen.sight !== 'text') return null
    const { bulletin } = seen
    const { told, name, audience } = MARKS[bulletin.mark]
    if (told === 'nothing') return null
    if ((await outsideAudience(system, bulletin, [ids['person'] ?? ''])).length > 0) return null
    const title = titleInMail(bulletin.mark, bulletin.title)
    const lines = [
      `${bulletin.group_name} has published a bulletin marked ${name}.`,
      told === 'that it is there' ? '' : bulletin.title,
      told === 'text' ? `${bulletin.body}\n\nSource: ${bulletin.source}` : '',
      bulletin.read_by === null ? '' : `Please read it by ${formatDate(bulletin.read_by)}.`,
      `It is for ${audience}. Do not pass it on beyond that.`,
      links.at(`/bulletins/${bulletin.id}`),
    ]
    return {
      subject: `${bulletin.group_name}: ${title}`,
      text: lines.filter((line) => line !== '').join('\n\n'),
    }
  },
}
