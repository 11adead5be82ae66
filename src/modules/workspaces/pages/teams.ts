// Desks for a team, as a form.
import { form, type Page } from '#platform/http/index.ts'
import { bookTeam } from '../actions/teams.ts'
import { whoDelegated } from '../queries/choices.ts'
import { ownBodies } from '../queries/preferences.ts'
import { workplacesSeen } from '../queries/workplaces.ts'
import { teamView } from '../views/together.ts'
import { usualAnswers } from './start.ts'

const team = form('/workspaces/team', {
  action: bookTeam,
  async values(visit) {
    const usual = await usualAnswers(visit)
    return {
      on: usual['on'],
      from: usual['from'],
      until: usual['until'],
      near: 'row',
      many: '',
      ...visit.query,
    }
  },
  async options(visit) {
    return {
      workplace: (await workplacesSeen(visit)).map((one) => ({
        value: one.site_id,
        text: `${one.name}, ${one.town}`,
      })),
      members: (await whoDelegated(visit)).map((one) => ({ value: one.id, text: one.name })),
      organisation: (await ownBodies(visit)).map((one) => ({ value: one.id, text: one.name })),
    }
  },
  view: (_visit, _loaded, state) => teamView(state),
  then: ({ bookings }) => ({
    to: '/workspaces/bookings',
    notice: `${bookings.length} desks are booked. Open one to hand it over to a colleague.`,
  }),
})

export const teamPages: readonly Page[] = [team]
