// A member's page of the watch, and the look that its contacts ask for.
import { isRecordId } from '#platform/fields/index.ts'
import { form, get, page } from '#platform/http/index.ts'
import { LOOK_NOW, lookNow } from '../actions/claiming.ts'
import { availabilityOf } from '../queries/available.ts'
import { ourMemberByCode } from '../queries/members.ts'
import { DETAILS, holdsFor } from '../queries/seeing.ts'
import { openTroubles, troublesOf } from '../queries/troubles.ts'
import { stateOf, watchesOf } from '../queries/watch.ts'
import { memberHref } from '../views/frame.ts'
import { watchView } from '../views/watch.ts'

const DAYS = 90
const A_PAGE = 30

const showWatch = get('/govroam/members/:code/watch', {
  permission: DETAILS,
  async run(visit) {
    const member = await ourMemberByCode(visit, visit.params['code'] ?? '')
    const after = visit.query['after']
    const more = after !== undefined && isRecordId(after) ? { after } : {}
    const history = await troublesOf(visit, member.id, { ...more, most: A_PAGE + 1 })
    const shown = history.slice(0, A_PAGE)
    const availability = await availabilityOf(visit, { days: DAYS, memberId: member.id })
    return page(
      watchView({
        member,
        state: (await stateOf(visit, [member.id])).get(member.id),
        share: availability.get(member.id),
        days: DAYS,
        watches: await watchesOf(visit, member.id),
        open: await openTroubles(visit, { memberId: member.id }),
        history: shown,
        next: history.length > A_PAGE ? shown.at(-1)?.id : undefined,
        query: visit.query,
        mayLook: holdsFor(visit, LOOK_NOW, member),
        csrf: visit.csrf,
      }),
    )
  },
})

const askToLook = form('/govroam/members/:code/watch/look', {
  action: lookNow,
  fixed: (visit) => ({ member: visit.params['code'] ?? '' }),
  load: (visit) => ourMemberByCode(visit, visit.params['code'] ?? ''),
  then: (_result, _visit, member) => ({
    to: memberHref(member, 'watch'),
    notice: 'Everything is looked at now. It takes up to a minute; then this page shows it.',
  }),
})

export const watchPages = [showWatch, askToLook]
