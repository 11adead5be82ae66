// The kinds of file that delivery takes: plans with what was reported of them, rounds, owners, and stated figures.
import type { ImportKind } from '#platform/module/index.ts'
import { figuresFile } from './imports/figures.ts'
import { ownersFile } from './imports/owners.ts'
import { planFile } from './imports/plan.ts'
import { roundsFile } from './imports/rounds.ts'

export const imports: readonly ImportKind[] = [roundsFile, planFile, ownersFile, figuresFile]
