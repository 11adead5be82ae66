import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Defect } from '../errors/index.ts'
import { barChart, chartWithTable, lineChart, sparkline, stackedBarChart, timelineChart } from './index.ts'

const words = { title: 'Fund by year', description: 'Most was spent in 2025/26.', kind: 'money' as const }

test('a chart says its name and its point, and carries no style a strict page would refuse', () => {
  const { svg } = barChart({ ...words, bars: [{ label: 'Kent & <Medway>', value: 12_500_000n }] })
  assert.match(svg.text, /role="img" aria-labelledby="chart-fund-by-year-title chart-fund-by-year-desc"/)
  assert.match(
    svg.text,
    /<title id="chart-fund-by-year-title">Fund by year<\/title>\s*<desc[^>]*>Most was spent/,
  )
  assert.match(svg.text, /Kent &amp; &lt;Medway&gt;/)
  assert.match(svg.text, /£125,000/)
  assert.doesNotMatch(svg.text, /style=|<style|NaN|Infinity/)
})

test('the longest bar fills the room and a negative one points the other way', () => {
  const { svg } = barChart({
    ...words,
    kind: 'number',
    bars: [
      { label: 'Up', value: 10 },
      { label: 'Down', value: -10 },
      { label: 'Nil', value: 0 },
    ],
  })
  const bars = [
    ...svg.text.matchAll(/<rect class="connects-chart__brand" x="([\d.]+)" y="\d+" width="([\d.]+)"/g),
  ].map((match) => [Number(match[1]), Number(match[2])])
  assert.equal(bars[0]?.[1], bars[1]?.[1])
  assert.ok((bars[1]?.[0] ?? 0) < (bars[0]?.[0] ?? 0))
  assert.equal(bars[2]?.[1], 0)
  assert.match(svg.text, />−10</, 'with the sign of the table beside it')
})

test('the parts of a stacked bar differ by pattern and the table adds them up', () => {
  const chart = stackedBarChart({
    ...words,
    series: ['Spent', 'Committed'],
    bars: [{ label: '2025/26', values: [100n, 250n] }],
  })
  assert.match(chart.svg.text, /fill="url\(#chart-fund-by-year-p1\)"/)
  assert.deepEqual(chart.rows, [['2025/26', 100n, 250n, 350n]])
  assert.throws(() => stackedBarChart({ ...words, series: ['1', '2', '3', '4', '5', '6'], bars: [] }), Defect)
})

test('a line leaves a gap where nothing was measured', () => {
  const chart = lineChart({
    ...words,
    points: ['Apr', 'May', 'Jun', 'Jul'],
    series: [{ name: 'Available', values: [1n, 2n, null, 4n] }],
  })
  const path = /<path d="([^"]+)" fill="none"/.exec(chart.svg.text)?.[1] ?? ''
  assert.equal(path.match(/M/g)?.length, 2)
  assert.deepEqual(chart.rows[2], ['Jun', null])
})

test('lines that end on the axis are named above the names of the points, and apart', () => {
  const { svg } = lineChart({
    ...words,
    kind: 'number',
    points: ['20/11', '21/11'],
    series: [
      { name: 'Succeeded', values: [5, 0] },
      { name: 'Refused', values: [1, 0] },
    ],
  })
  const heightOf = (name: string): number =>
    Number(new RegExp(`<text[^>]* y="([\\d.]+)"[^>]*>${name}<`).exec(svg.text)?.[1])
  const heights = ['Succeeded', 'Refused', '21/11'].map(heightOf)
  assert.ok(heights[1]! - heights[0]! >= 16 && heights[2]! - heights[1]! >= 16, heights.join(', '))
})

test('charts of nothing, of one point and of equal values can be drawn', () => {
  for (const svg of [
    lineChart({ ...words, points: [], series: [] }).svg,
    lineChart({ ...words, kind: 'percent', points: ['Now'], series: [{ name: 'a', values: [0] }] }).svg,
    barChart({ ...words, bars: [{ label: 'a', value: 0n }] }).svg,
    sparkline([5, 5, 5], 'Level at 5'),
    sparkline([], 'Nothing yet'),
  ]) {
    assert.doesNotMatch(svg.text, /NaN|Infinity/)
  }
})

test('on a page every chart has its table one disclosure away, or says that there is nothing yet', () => {
  const page = chartWithTable(barChart({ ...words, bars: [{ label: 'a', value: 5_000n }] })).text
  assert.match(
    page,
    /<details[\s\S]*Show the figures[\s\S]*<td class="govuk-table__cell govuk-table__cell--numeric">£50<\/td>/,
  )
  assert.match(chartWithTable(barChart({ ...words, bars: [] })).text, /no figures to show yet/)
})

const day = (text: string) => Temporal.PlainDate.from(text)

const timeline = {
  title: 'A bridge over time',
  description: 'The bridge became late in the third quarter.',
  points: ['Q1', 'Q2', 'Q3', 'Q4'],
  pointHeading: 'Quarter',
  states: ['On time', 'Late', 'Stopped'],
  stateOf: ['On time', 'On time', null, 'Late'],
  dates: [{ name: 'End', values: [day('2027-03-31'), day('2027-03-31'), null, day('2027-09-30')] }],
}

test('a timeline says each state as a word on its pattern, and draws like neighbours as one box', () => {
  const { svg } = timelineChart(timeline)
  const boxes = [...svg.text.matchAll(/<rect[^>]*height="42" fill="([^"]+)"/g)].map((match) => match[1])
  assert.deepEqual(boxes, ['#0b4f5c', 'url(#chart-a-bridge-over-time-p1)'])
  assert.equal(svg.text.match(/>On time<\/text>/g)?.length, 2, 'once in the key and once in its box')
  assert.doesNotMatch(svg.text, />Stopped<|style=|NaN|Infinity/, 'a state that never was has no key')
})

test('a date that moves is a line that climbs; a period without one leaves a gap', () => {
  const { svg, rows } = timelineChart(timeline)
  const path = /<path d="([^"]+)" fill="none"/.exec(svg.text)?.[1] ?? ''
  const heights = [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]))
  assert.equal(path.match(/M/g)?.length, 2)
  assert.equal(heights[0], heights[1])
  assert.ok((heights[2] ?? 0) < (heights[1] ?? 0), 'later is higher')
  assert.deepEqual(rows[3], ['Q4', 'Late', '30 September 2027'])
  assert.deepEqual(rows[2], ['Q3', null, null])
})

test('timelines of nothing, of one period, of forty and of one unmoved date can be drawn', () => {
  const forty = Array.from({ length: 40 }, (_, at) => `Quarter ${at + 1}`)
  for (const chart of [
    timelineChart({ ...timeline, points: [], stateOf: [], dates: [] }),
    timelineChart({
      ...timeline,
      points: ['Q1'],
      stateOf: ['Late'],
      dates: [{ name: 'End', values: [day('2027-01-01')] }],
    }),
    timelineChart({
      ...timeline,
      points: forty,
      stateOf: forty.map((_, at) => (at % 2 === 0 ? 'Late' : 'On time')),
      dates: [{ name: 'End', values: forty.map((_, at) => day('2027-01-31').add({ months: at })) }],
    }),
  ]) {
    assert.doesNotMatch(chart.svg.text, /NaN|Infinity|="-/)
    assert.match(chartWithTable(chart).text, /Show the figures|no figures to show yet/)
  }
})
