// What might go wrong with a project of the demonstration: its own register under the partnership's, told in the
// months after it opened. Invented.
import type { Demo } from '#platform/module/index.ts'
import {
  addControl,
  categories,
  createRegister,
  makeAssessment,
  openRisk,
  raiseRisk,
  registerByCode,
} from '#modules/risk/index.ts'
import type { ProjectRow } from './queries/projects.ts'

type Sketch = {
  readonly title: string
  readonly cause: string
  readonly event: string
  readonly consequence: string
  readonly category: string
  readonly proximity: string
  readonly inherent: readonly [string, string]
  readonly residual: readonly [string, string]
  readonly control?: string
}

const SKETCHES: readonly Sketch[] = [
  {
    title: 'The supplier’s one engineer leaves',
    cause: 'a small supplier with one engineer who knows the system',
    event: 'that engineer leaves before the last offices are connected',
    consequence: 'offices that open months late',
    category: 'partnership',
    proximity: 'three-months',
    inherent: ['4', '4'],
    residual: ['4', '3'],
    control: 'The supplier shows its work to a second person every fortnight',
  },
  {
    title: 'Offices change hands during the work',
    cause: 'partners who give up and let buildings every year',
    event: 'an office that was counted is given to somebody else',
    consequence: 'desks that have to be counted and drawn again',
    category: 'property',
    proximity: 'year',
    inherent: ['3', '3'],
    residual: ['3', '2'],
  },
]

/** Opens the project's register of risks as its officer, and raises and scores its risks as its manager. */
export async function riskOfProject(
  demo: Demo,
  project: ProjectRow,
  people: { readonly officer: string; readonly manager: string },
): Promise<void> {
  demo.at(project.openedOn.add({ days: 20 }))
  const parent = await registerByCode(demo.reader(), 'kc')
  const named = await categories(demo.reader())
  const register = await demo.as(people.officer).perform(createRegister, {
    code: project.reference.toLowerCase(),
    name: `Risks of ${project.title}`,
    level: 'project',
    partnership: project.partnershipId,
    about: project.id,
    parent: parent.id,
    matrix: parent.matrix_id,
    appetite: 'low',
    audience: 'partners',
    owner: project.managerId,
  })
  const manager = demo.as(people.manager)
  for (const sketch of SKETCHES) {
    const { inherent, residual, control, category, ...words } = sketch
    const { id } = await manager.perform(raiseRisk, {
      ...words,
      register: register.id,
      about: project.id,
      category: named.find((one) => one.code === category)?.id,
      response: 'treat',
      owner: project.managerId,
    })
    const score = (measure: string, [likelihood, impact]: readonly [string, string], version: string) =>
      manager.perform(makeAssessment, { risk: id, measure, likelihood, impact, version })
    await score('inherent', inherent, '1')
    await score('residual', residual, '2')
    if (control !== undefined)
      await manager.perform(addControl, {
        risk: id,
        what: control,
        kind: 'preventive',
        owner: project.managerId,
      })
    await manager.perform(openRisk, { risk: id, version: '3' })
  }
}
