// `connects setup`: an empty county, with its first organisation, administrator and partnership, and no Kent data.
import { appointToOffice, createOrganisation, createPerson } from '#modules/organisations/index.ts'
import { createPartnership } from '#modules/partnerships/index.ts'
import { perform } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isEmpty } from '../open.ts'
import { answer, type OpenCommand } from './command.ts'

const OPTIONS = {
  'organisation-code': 'short name of the first organisation, like example-council (required)',
  'organisation-name': 'its name (required)',
  'organisation-kind': 'its kind, like county_council (required)',
  'administrator-name': 'the first administrator’s name (required)',
  'administrator-mail': 'the work address they sign in with (required)',
  'partnership-code': 'short name of the first partnership (required)',
  'partnership-name': 'its name (required)',
  'partnership-kind': 'its kind, like technology (required)',
  'partnership-purpose': 'what it is for, in a sentence (required)',
} as const

export const setupCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['setup'],
    title: 'Set up an empty county: first organisation, administrator and partnership',
    options: OPTIONS,
    async run({ connects, line, user }) {
      const missing = Object.keys(OPTIONS).filter((name) => line.options[name] === undefined)
      if (missing.length > 0)
        refuse(
          'invalid',
          'platform.setup.missing',
          `Still needed: ${missing.map((name) => `--${name}`).join(', ')}.`,
        )
      if (connects.isDemonstration || !(await isEmpty(connects.db)))
        refuse(
          'conflict',
          'platform.setup.not-empty',
          'There is something here already. Set up a county in an empty data directory or database.',
        )
      const given = (name: keyof typeof OPTIONS): string => line.options[name] ?? ''
      const context = await connects.contextOf({ kind: 'operator', user }, 'command')
      const at = { ...context, door: 'job' as const }
      const today = londonDate(connects.clock.now()).toString()
      const organisation = await perform(connects.house, createOrganisation, at, {
        code: given('organisation-code'),
        name: given('organisation-name'),
        kind: given('organisation-kind'),
      })
      const person = await perform(connects.house, createPerson, at, {
        name: given('administrator-name'),
        mail: given('administrator-mail'),
        organisation: organisation.id,
        jobTitle: 'Administrator',
        startedOn: today,
      })
      await perform(connects.house, appointToOffice, at, { person: person.id, role: 'administrator' })
      const partnership = await perform(connects.house, createPartnership, at, {
        code: given('partnership-code'),
        name: given('partnership-name'),
        kind: given('partnership-kind'),
        purpose: given('partnership-purpose'),
      })
      return answer(
        line,
        { organisation: organisation.id, person: person.id, partnership: partnership.id },
        `The county is set up. Start the server with "connects serve" and sign in as ${given('administrator-mail')}.`,
      )
    },
  },
]
