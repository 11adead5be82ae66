// The questions about risks that every door may ask.
import { query } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Listed } from '#platform/tables/index.ts'
import { controlsOf, assessmentsOf, escalationsOf } from './queries/parts.ts'
import { registerByCode } from './queries/registers.ts'
import { riskByReference, risksOf, type RiskRow } from './queries/risks.ts'
import { READ } from './queries/seeing.ts'
import { BANDS, sentenceOf, STATES } from './rules.ts'

export const listRisks = query({
  name: 'risk.risk.list',
  title: 'List the risks of a register',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    register: field.code('Register'),
    band: field.choice('Band', BANDS).optional(),
    state: field.choice('State', STATES).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<RiskRow>> {
    const register = await registerByCode(reader, asked.register)
    const filter = {
      ...(asked.band === null ? {} : { band: asked.band }),
      ...(asked.state === null ? {} : { state: asked.state }),
      ...(asked.after === null ? {} : { after: asked.after }),
    }
    return risksOf(reader, register.id, filter, asked.most ?? 50)
  },
})

export const readRisk = query({
  name: READ,
  title: 'Show a risk',
  doors: ['page', 'api', 'command'],
  parameters: { risk: field.text('Reference', { most: 80 }) },
  async run(reader, { risk: reference }) {
    const risk = await riskByReference(reader, reference)
    return {
      ...risk,
      sentence: sentenceOf(risk),
      assessments: await assessmentsOf(reader, risk.id),
      controls: await controlsOf(reader, risk.id),
      escalations: await escalationsOf(reader, risk.id),
    }
  },
})
