// A register as one document: how much stands in each band, the heat map with its table, then every risk, from the
// same rows as the page and the CSV.
import type { Block, DocumentModel, Section } from '#platform/documents/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { RegisterCard } from './queries/registers.ts'
import type { RiskRow } from './queries/risks.ts'
import {
  AUDIENCES,
  bandOf,
  BANDS,
  LEVELS,
  movementWords,
  PROXIMITIES,
  RESPONSES,
  responseWord,
  scoreOf,
  sentenceOf,
  type BandName,
} from './rules.ts'
import { heatSvg, inCell, type HeatMap } from './views/heat-map.ts'
import { isOverdue, riskHref } from './views/words.ts'

export type RegisterContent = {
  readonly register: RegisterCard
  readonly rows: readonly RiskRow[]
  readonly heat: HeatMap
  readonly address: string | undefined
  readonly on: Temporal.PlainDate
}

/** The register on a day, for a reader who may see it. */
export function registerDocument({ register, rows, heat, address, on }: RegisterContent): DocumentModel {
  return {
    title: register.name,
    language: 'en-GB',
    ...(address === undefined ? {} : { address }),
    frontSheet: [
      { label: 'Register', value: `${LEVELS[register.level]}, ${register.group_name ?? register.body_name}` },
      { label: 'As it stood on', value: formatDate(on) },
      { label: 'Owner', value: register.owner_name ?? 'Nobody is named' },
      { label: 'Appetite', value: `${BANDS[register.appetite]} and below is lived with` },
      { label: 'For', value: AUDIENCES[register.audience] },
    ],
    sections: [summary(rows, on), heatSection(heat), ...(rows.length === 0 ? [] : [every(rows)])],
    footer: `${register.name}, ${formatDate(on)}`,
  }
}

const NAMES = (Object.keys(BANDS) as BandName[]).toReversed()

function summary(rows: readonly RiskRow[], on: Temporal.PlainDate): Section {
  const inBand = (band: BandName): number => rows.filter((row) => row.residual_band === band).length
  const late = rows.filter((row) => isOverdue(row, on)).length
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      runs: `${rows.length === 1 ? 'One risk is' : `${rows.length} risks are`} open. ${NAMES.map((band) => `${BANDS[band]}: ${inBand(band)}`).join('; ')}. ${late === 0 ? 'No review is overdue.' : `${late} ${late === 1 ? 'review is' : 'reviews are'} overdue.`}`,
    },
  ]
  if (rows.length > 0)
    blocks.push({
      kind: 'table',
      caption: 'Risks, the highest residual score first',
      columns: [
        { label: 'Reference' },
        { label: 'Risk' },
        { label: 'Owner' },
        { label: 'Residual' },
        { label: 'Target' },
        { label: 'Review' },
      ],
      rows: rows.map((row) => [
        [{ kind: 'link', text: row.reference, href: riskHref(row) }],
        row.title,
        row.owner_name ?? 'Nobody',
        scored(row.residual_score, row.residual_band),
        scored(row.target_score, row.target_band),
        row.review_on === null ? '' : formatDate(row.review_on),
      ]),
    })
  return { heading: 'The register', blocks }
}

function heatSection(heat: HeatMap): Section {
  const { matrix } = heat
  const likelihoods = matrix.likelihood.map((step, at) => ({ step, likelihood: at + 1 })).toReversed()
  const worst = heat.placed.toSorted((one, other) => scoreOf(other) - scoreOf(one))[0]
  return {
    heading: 'Where the risks stand',
    blocks: [
      {
        kind: 'chart',
        svg: heatSvg(heat),
        title: `Risks by likelihood and impact, ${heat.measure} score`,
        description:
          worst === undefined
            ? 'No risk is scored yet.'
            : `${heat.placed.length} risks on the matrix; ${worst.reference} stands highest, at likelihood ${worst.likelihood} and impact ${worst.impact}.`,
        table: {
          kind: 'table',
          caption: 'How many risks stand in each cell, with the band of the cell',
          columns: [
            { label: 'Likelihood' },
            ...matrix.impact.map((step, at) => ({ label: `${at + 1} ${step.words}` })),
          ],
          rows: likelihoods.map(({ step, likelihood }) => [
            `${likelihood} ${step.words}`,
            ...matrix.impact.map((_, at) => {
              const count = inCell(heat, likelihood, at + 1).length
              return `${count === 0 ? '–' : count} ${BANDS[bandOf(matrix, { likelihood, impact: at + 1 })].toLowerCase()}`
            }),
          ]),
        },
      },
    ],
  }
}

function every(rows: readonly RiskRow[]): Section {
  return {
    heading: 'Each risk',
    blocks: rows.flatMap((row): Block[] => [
      { kind: 'subheading', text: `${row.reference} ${row.title}` },
      { kind: 'paragraph', runs: sentenceOf(row) },
      {
        kind: 'bullets',
        points: [
          `Category: ${row.category_name ?? 'none'}; ${row.proximity === null ? 'when is not said' : PROXIMITIES[row.proximity].toLowerCase()}; owner: ${row.owner_name ?? 'nobody'}; from ${row.register_name}`,
          `Inherent ${scored(row.inherent_score, row.inherent_band)}, residual ${scored(row.residual_score, row.residual_band)} (${movementWords(row.residual_before, row.residual_score).toLowerCase()}), target ${scored(row.target_score, row.target_band)}`,
          row.response === null
            ? 'Response: not decided'
            : `Response: ${responseWord(row.response).toLowerCase()},${(RESPONSES[row.response].split(':')[1] ?? '').toLowerCase()}`,
        ],
      },
    ]),
  }
}

const scored = (score: number | null, band: BandName | null): string =>
  score === null || band === null ? 'not scored' : `${score} ${BANDS[band].toLowerCase()}`
