// Registers in a tree, and a risk's way up it: which registers show it, who answers, and why it never goes round.
import { refuse } from '#platform/errors/index.ts'

/** From the smallest to the largest. A register stands under one of a level above its own, or of the same. */
export const LEVELS = {
  project: 'Project',
  service: 'Service or group',
  directorate: 'Directorate',
  corporate: 'Corporate',
} as const
export type Level = keyof typeof LEVELS

export const AUDIENCES = {
  partners: 'Everybody who works for a partner',
  staff: 'Staff of the organisation',
  group: 'Members of the group',
  restricted: 'Named officers only',
} as const
export type Audience = keyof typeof AUDIENCES

export const ESCALATION_STATES = {
  asked: 'Asked',
  accepted: 'Accepted',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  ended: 'Brought back',
} as const
export type EscalationState = keyof typeof ESCALATION_STATES

/** Addresses of other pages under /risks, which a register's code may not take. */
export const TAKEN_CODES = ['matrices', 'new', 'raise', 'registers', 'all'] as const

const LEVEL_ORDER = Object.keys(LEVELS) as Level[]

export type Parent = { readonly id: string; readonly parentId: string | null }

/** The registers above this one, the nearest first. Ends at the top, or where a loop would begin. */
export function above(registers: readonly Parent[], id: string): string[] {
  const parents = new Map(registers.map((one) => [one.id, one.parentId]))
  const way: string[] = []
  for (let next = parents.get(id) ?? null; next !== null && next !== id && !way.includes(next);) {
    way.push(next)
    next = parents.get(next) ?? null
  }
  return way
}

/** R7: refuses a parent that would make the tree a ring, or put the larger under the smaller. */
export function mayStandUnder(
  registers: readonly Parent[],
  register: { readonly id: string; readonly level: Level },
  parent: { readonly id: string; readonly level: Level; readonly isClosed: boolean },
): void {
  if (parent.id === register.id || above(registers, parent.id).includes(register.id))
    refuse(
      'conflict',
      'risk.register.under-itself',
      'A register cannot stand under itself, nor under one that stands under it.',
    )
  if (LEVEL_ORDER.indexOf(parent.level) < LEVEL_ORDER.indexOf(register.level))
    refuse(
      'conflict',
      'risk.register.level-upside-down',
      `A ${LEVELS[register.level].toLowerCase()} register cannot stand under a ${LEVELS[parent.level].toLowerCase()} one.`,
    )
  if (parent.isClosed)
    refuse('conflict', 'risk.register.parent-closed', 'The register above is closed. Choose another.')
}

export type Escalating = {
  readonly registerId: string
  readonly to: string
  readonly registers: readonly Parent[]
  readonly toIsClosed: boolean
  /** The registers it is put up to already, answered or not. */
  readonly current: readonly { readonly registerId: string; readonly state: EscalationState }[]
}

/** R7: a risk goes up the tree only, and to a register once. */
export function mayEscalate({ registerId, to, registers, toIsClosed, current }: Escalating): void {
  if (to === registerId)
    refuse(
      'conflict',
      'risk.escalation.own-register',
      'This risk is in that register already. Escalate it to one above.',
    )
  if (!above(registers, registerId).includes(to))
    refuse(
      'conflict',
      'risk.escalation.not-above',
      'A risk is escalated to a register above its own. That one does not stand above it.',
    )
  if (toIsClosed)
    refuse('conflict', 'risk.escalation.register-closed', 'That register is closed. Choose the one above it.')
  const open = current.find((one) => one.registerId === to)
  if (open?.state === 'asked' || open?.state === 'accepted')
    refuse(
      'conflict',
      'risk.escalation.twice',
      open.state === 'asked'
        ? 'It was put up to that register before and waits for its answer.'
        : 'That register shows this risk already.',
    )
}

/** R8: an escalation is answered once. */
export function mustBeAsked(state: EscalationState): void {
  if (state === 'asked') return
  refuse(
    'conflict',
    'risk.escalation.answered',
    `This escalation is ${ESCALATION_STATES[state].toLowerCase()} already. Look at the risk again.`,
  )
}

export function mustBeAccepted(state: EscalationState): void {
  if (state === 'accepted') return
  refuse(
    'conflict',
    'risk.escalation.not-accepted',
    'Only an escalation that was accepted can be brought back down. Look at the risk again.',
  )
}

/** Whether to propose the register above: the band asks for it, there is one, it does not know yet, and nobody has said why not. */
export function proposesEscalation(risk: {
  readonly isOpen: boolean
  readonly bandEscalates: boolean
  readonly hasParent: boolean
  readonly isEscalated: boolean
  readonly keptHere: boolean
}): boolean {
  return risk.isOpen && risk.bandEscalates && risk.hasParent && !risk.isEscalated && !risk.keptHere
}
