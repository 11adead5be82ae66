// The reference this module makes to a person, and what becomes of it when they leave: their current memberships
// end, and the dated rows stay, because who voted for whom decides whether a decision was one.
import { personalReference } from '#platform/personal/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { allMembershipsOf } from './queries.ts'
import { OFFICES } from './rules.ts'

export const personal = [
  personalReference({
    column: 'groups.membership.person_id',
    title: 'Groups you sit or sat in',
    async held(db, personId) {
      return (await allMembershipsOf({ db }, personId)).map((one) => ({
        Group: one.group_name,
        Office: OFFICES[one.office],
        'For the organisation': one.organisation_name,
        From: formatDate(one.started_on),
        To: one.ended_on === null ? 'today' : formatDate(one.ended_on),
      }))
    },
    leaving: {
      async forget(tx, personId, today) {
        await tx
          .updateTable('groups.membership')
          .set({ ended_on: today })
          .where('person_id', '=', personId)
          .where('ended_on', 'is', null)
          .execute()
      },
    },
  }),
]
