// Runs the tests: `npm test` the everyday tiers, `npm run test:all` everything, `npm run test:soak` the long
// repetitions. Each tier is a process of node's test runner; at the end their counts are added up.
import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { everyday, everything, soak, type Stage, type Step } from './tiers.ts'

type Counts = Readonly<Record<(typeof COUNTED)[number], number>>
type Outcome = {
  readonly step: Step
  readonly code: number
  readonly text: string
  readonly seconds: number
  readonly counts: Counts
}

const COUNTED = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const
// How much is shown of a tier that ended without its list of failures.
const LAST_LINES = 80
const PLANS: Readonly<Record<string, () => readonly Stage[]>> = { everyday, all: everything, soak }

// Where everything must be there (CI), every day means everything.
const wanted = process.argv[2] ?? 'everyday'
const plan = PLANS[wanted === 'everyday' && process.env['CONNECTS_REQUIRE_ALL'] === '1' ? 'all' : wanted]
if (plan === undefined) {
  process.stderr.write(`There are these tests: ${Object.keys(PLANS).join(', ')}.\n`)
  process.exit(1)
}
process.exit(await run(plan()))

async function run(stages: readonly Stage[]): Promise<number> {
  const began = performance.now()
  const outcomes: Outcome[] = []
  for (const stage of stages) {
    const waiting = [...stage.steps]
    await Promise.all(Array.from({ length: stage.atOnce }, () => inTurn(waiting, outcomes)))
  }
  return close(outcomes, performance.now() - began)
}

async function inTurn(waiting: Step[], outcomes: Outcome[]): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const outcome = await carryOut(step)
    report(outcome)
    outcomes.push(outcome)
  }
}

function carryOut(step: Step): Promise<Outcome> {
  const began = performance.now()
  const [program = '', ...words] = step.command
  // Programs of the project first; and a test runner inside a test runner must not think it is a child.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const path = ['node_modules/.bin', dirname(process.execPath), inherited['PATH'] ?? ''].join(delimiter)
  const child = spawn(program === 'node' ? process.execPath : program, words, {
    env: { ...inherited, ...step.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  return new Promise((done) => {
    let text = ''
    const hear = (words: string): void => void (text += words)
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    const late = setTimeout(() => {
      text += `\n${step.name} was not done after ${step.minutes} minutes and was ended.\n`
      endGroup(child.pid)
    }, step.minutes * 60_000)
    child.on('error', (error) => hear(`${error.message}\n`))
    child.on('close', (code) => {
      clearTimeout(late)
      done({
        step,
        code: code ?? 1,
        text,
        seconds: (performance.now() - began) / 1000,
        counts: countsIn(text),
      })
    })
  })
}

// The whole group of the step: a test's servers go with it.
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

function countsIn(text: string): Counts {
  const of = (name: string): number => Number(text.match(new RegExp(`^ℹ ${name} (\\d+)$`, 'm'))?.[1] ?? 0)
  return Object.fromEntries(COUNTED.map((name) => [name, of(name)])) as Counts
}

function isGood({ step, code, counts }: Outcome): boolean {
  return code === 0 && (!step.counts || (counts.tests > 0 && counts.fail === 0 && counts.cancelled === 0))
}

function report(outcome: Outcome): void {
  const { step, text, seconds, counts } = outcome
  const good = isGood(outcome)
  const numbers = step.counts ? `, ${counts.pass} of ${counts.tests} tests passed` : ''
  const lines = [`${good ? '✔' : '✖'} ${step.name}${numbers} (${seconds.toFixed(1)} s)`]
  for (const skipped of text.match(/^\s*﹣ .*$/gm) ?? [])
    lines.push(`    ${skipped.trim().replace('﹣', 'skipped:')}`)
  // What a repetition says of itself.
  for (const line of text.match(/^# .*$/gm) ?? []) lines.push(`    ${line.slice(2)}`)
  if (!good) lines.push(whatFailed(text))
  process.stdout.write(`${lines.join('\n')}\n`)
}

// The list of failures at the end; of a tier that did not come so far, what failed and how it ended.
function whatFailed(text: string): string {
  const list = text.indexOf('✖ failing tests:')
  if (list >= 0) return text.slice(list)
  const lines = text.split('\n')
  const earlier = lines.slice(0, -LAST_LINES).filter((line) => line.startsWith('✖'))
  return [...earlier, ...lines.slice(-LAST_LINES)].join('\n')
}

// The closing lines are those of node's test runner, added up over the tiers.
function close(outcomes: readonly Outcome[], milliseconds: number): number {
  const bad = outcomes.filter((outcome) => !isGood(outcome))
  const sums = COUNTED.map(
    (name) => `ℹ ${name} ${outcomes.reduce((sum, { counts }) => sum + counts[name], 0)}`,
  )
  const verdict =
    bad.length === 0 ? 'Everything passed.' : `Failed: ${bad.map(({ step }) => step.name).join('; ')}.`
  process.stdout.write(['', ...sums, `ℹ duration_ms ${milliseconds.toFixed(0)}`, '', verdict, ''].join('\n'))
  return bad.length === 0 ? 0 : 1
}
