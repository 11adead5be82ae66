// The questions about funding that can be asked through every door: page, API and command.
import { query, type Reader } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { kindWords, stateWords } from '../rules.ts'
import { assessmentOf, maySeeScores } from './assessment.ts'
import { caseByReference, caseList, caseParts, membersToday, READ } from './cases.ts'
import { awardsOf, balanceOn, entryList, maySeeLedger, proveLedger, READ_LEDGER } from './ledger.ts'
import { programmeByCode, programmeList, fundedProjects, type Programme } from './programmes.ts'

const doors = ['page', 'api', 'command'] as const
const after = field.text('Where the page before ended', { most: 400 }).optional()

export const listCases = query({
  name: 'funding.case.list',
  title: 'List business cases',
  permission: READ,
  doors,
  parameters: {
    state: field.choice('State', stateWords).optional(),
    search: field.text('Words', { most: 100 }).optional(),
    after,
  },
  run: (reader, { state, search, after }) =>
    caseList(reader, {
      ...(state === null ? {} : { states: [state] }),
      ...(search === null ? {} : { search }),
      ...(after === null ? {} : { after }),
    }),
})

export const readCase = query({
  name: READ,
  title: 'Show a business case',
  doors,
  parameters: { reference: field.text('Reference', { most: 30, hint: 'Like KC-2026-003' }) },
  async run(reader, { reference }) {
    const record = await caseByReference(reader, reference)
    const assessment = maySeeScores(reader, record) ? await assessmentOf(reader, record) : null
    return {
      ...record,
      ...(await caseParts(reader, record.id)),
      members: (await membersToday(reader, record.partnershipId)).length,
      meanPerMille: assessment?.meanPerMille ?? null,
    }
  },
})

export const listProgrammes = query({
  name: 'funding.programme.list',
  title: 'List programmes',
  permission: 'funding.programme.read',
  doors,
  parameters: {},
  run: async (reader) => ({ rows: await programmeList(reader) }),
})

export const listFundedProjects = query({
  name: 'funding.funded-project.list',
  title: 'List what programmes funded',
  permission: 'funding.programme.read',
  doors,
  parameters: { programme: field.code('Programme').optional() },
  run: async (reader, { programme }) => ({ rows: await fundedProjects(reader, programme ?? undefined) }),
})

/** An own fund whose money the reader may see. */
export async function ownFund(reader: Reader, code: string): Promise<Programme> {
  const programme = await programmeByCode(reader, code)
  if (!maySeeLedger(reader, programme.partnershipId))
    refuse(
      'forbidden',
      'funding.ledger.not-yours',
      `The ledger of ${programme.name} is shown to the people of its own partnership.`,
    )
  if (programme.source !== 'internal')
    refuse(
      'conflict',
      'funding.ledger.no-ledger',
      `${programme.name} is an external programme: its money is not held in a ledger here.`,
    )
  return programme
}

export const showBalance = query({
  name: 'funding.ledger.balance',
  title: 'Show what a fund has available, committed and spent',
  permission: READ_LEDGER,
  doors,
  parameters: { programme: field.code('Fund'), on: field.date('At the end of').optional() },
  async run(reader, { programme, on }) {
    const fund = await ownFund(reader, programme)
    const day = on ?? londonDate(reader.now)
    return { programme: fund.code, name: fund.name, on: day, ...(await balanceOn(reader, fund.id, day)) }
  },
})

export const listEntries = query({
  name: 'funding.ledger.list',
  title: 'List the entries of a fund',
  permission: READ_LEDGER,
  doors,
  parameters: {
    programme: field.code('Fund'),
    kind: field.choice('Kind', kindWords).optional(),
    until: field.date('Up to').optional(),
    after,
  },
  async run(reader, { programme, kind, until, after }) {
    const fund = await ownFund(reader, programme)
    return entryList(reader, fund.id, {
      ...(kind === null ? {} : { kind }),
      ...(until === null ? {} : { until }),
      ...(after === null ? {} : { after }),
    })
  },
})

export const listAwards = query({
  name: 'funding.award.list',
  title: 'List the awards of a fund',
  permission: READ_LEDGER,
  doors,
  parameters: { programme: field.code('Fund') },
  run: async (reader, { programme }) => ({
    rows: await awardsOf(reader, (await ownFund(reader, programme)).id),
  }),
})

/** Proves every fund the reader may see, or the one named. A proof that fails is a refusal that says which records disagree, so that the command ends with an error. */
export const checkLedger = query({
  name: 'funding.ledger.check',
  title: 'Prove the ledger of the fund',
  permission: READ_LEDGER,
  doors,
  parameters: { programme: field.code('Fund').optional() },
  async run(reader, { programme }) {
    const funds =
      programme === null
        ? (await programmeList(reader, { source: 'internal' })).filter((one) =>
            maySeeLedger(reader, one.partnershipId),
          )
        : [await ownFund(reader, programme)]
    const proved: string[] = []
    const failed: string[] = []
    for (const fund of funds) {
      for (const proof of await proveLedger(reader, fund))
        (proof.holds ? proved : failed).push(`${fund.name}. ${proof.proves}: ${proof.detail}`)
    }
    if (failed.length > 0)
      refuse('conflict', 'funding.ledger.does-not-hold', `The ledger is not proved. ${failed.join(' ')}`, {
        figures: { failed: failed.length, proved: proved.length },
      })
    return { ok: true, funds: funds.length, proved }
  },
})
